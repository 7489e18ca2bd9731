namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>What a server does wrong, or otherwise than the others.</summary>
internal sealed record TinkerFaults
{
    /// <summary>Whether a request that came twice under one number is done once.</summary>
    public bool KeepsSequence { get; init; } = true;

    /// <summary>Whether a critic can be made.</summary>
    public bool HasCritic { get; init; } = true;

    /// <summary>Whether the loss of a request is the mean over its sequences' means, not the sum over its tokens.</summary>
    public bool MeanOfSequences { get; init; }

    /// <summary>Whether outputs are of the answer's tokens alone.</summary>
    public bool ResponseOnly { get; init; }

    /// <summary>How often each result is still to come.</summary>
    public int Waits { get; init; }

    /// <summary>How often each request is turned away for load.</summary>
    public int Busy { get; init; }

    /// <summary>The optimizer step, from 1, whose connection breaks; 0 breaks none.</summary>
    public int BreaksAtStep { get; init; }

    /// <summary>Whether it breaks after the step was done.</summary>
    public bool BreaksAfter { get; init; }

    /// <summary>The optimizer step, from 1, before which everything that is not saved is lost, as when a server is started anew.</summary>
    public int ForgetsAtStep { get; init; }

    /// <summary>Changes a forward-backward pass's outputs of a sequence.</summary>
    public Func<Dictionary<string, float[]>, Dictionary<string, float[]>> Outputs { get; init; } = o => o;

    /// <summary>Whether the loss has no clipping.</summary>
    public bool IgnoresClipping { get; init; }

    /// <summary>Whether samples come without the token that ended them.</summary>
    public bool LeavesOutEnd { get; init; }
}
