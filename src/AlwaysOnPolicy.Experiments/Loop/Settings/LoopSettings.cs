using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Section 4.4's loop: who trains on what, how often.</summary>
public sealed record LoopSettings
{
    /// <summary>What is compared, each with each, in the order of the report.</summary>
    public IReadOnlyList<ArmSettings> Arms { get; init; } = [ArmSettings.Vanilla, ArmSettings.Sop, ArmSettings.Aop];

    /// <summary>How often prompts are made and learnt from, in each arm. The paper: 4.</summary>
    /// <value>iterations</value>
    [Range(1, 100)] public int Iterations { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Author calls for one iteration. The paper: 40.</summary>
    /// <value>calls</value>
    [Range(1, 10_000)] public int AuthorCalls { get; init => field = OptionRange.Check(this, value); } = 40;

    /// <summary>Questions asked of one author call. The paper: 50, so 2,000 prompts an iteration.</summary>
    /// <value>questions</value>
    [Range(1, 1_000)] public int PromptsPerCall { get; init => field = OptionRange.Check(this, value); } = 50;

    /// <summary>Quadruples of each domain shown to one call. The paper: 15.</summary>
    /// <value>quadruples</value>
    [Range(1, 1_000)] public int QuadruplesPerDomain { get; init => field = OptionRange.Check(this, value); } = 15;

    /// <summary>How often each prompt of an iteration is answered and learnt from. The paper: 2.</summary>
    /// <value>passes</value>
    [Range(1, 100)] public int PassesPerPrompt { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Whether an iteration goes on with Adam's moments, the KL coefficient and the running moments of the one before.</summary>
    public bool CarryTrainerState { get; init; } = true;

    /// <summary>Prompts that one iteration trains on.</summary>
    public int PromptsPerIteration() => AuthorCalls * PromptsPerCall;
}
