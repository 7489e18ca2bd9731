using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A prompt to be continued.</summary>
/// <param name="Prompt">Token ids, 1 or more.</param>
/// <param name="Sampling">How tokens are drawn, which of them end the answer, and how many there are at most. No default of the model's is added.</param>
/// <param name="Seed">Of this one answer.</param>
public sealed record GenerationRequest(IReadOnlyList<int> Prompt, SamplingOptions Sampling, ulong Seed)
{
    /// <summary>Token ids, 1 or more.</summary>
    public IReadOnlyList<int> Prompt { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Prompt);

    /// <summary>How tokens are drawn, which of them end the answer, and how many there are at most.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Sampling);

    /// <summary>Null asks for no log-probabilities, 0 for that of each drawn token, k for those of the k likeliest as well.</summary>
    [Range(0, 1000)] public int? TopLogProbabilities { get; init => field = OptionRange.Check(this, value); }
}
