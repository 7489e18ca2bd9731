using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Section 4.4's loop: who trains on what, how often.</summary>
public sealed record LoopSettings : AuthorSizes
{
    /// <summary>What is compared, each with each, in the order of the report.</summary>
    public IReadOnlyList<ArmSettings> Arms { get; init => field = OptionNotNull.Check(value); } = [ArmSettings.Vanilla, ArmSettings.Sop, ArmSettings.Aop];

    /// <summary>How often prompts are made and learnt from, in each arm. The paper: 4.</summary>
    /// <value>iterations</value>
    [Range(1, 100)] public int Iterations { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>How often each prompt of an iteration is answered and learnt from. The paper: 2.</summary>
    /// <value>passes</value>
    [Range(1, 100)] public int PassesPerPrompt { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Whether an iteration goes on with Adam's moments, the KL coefficient and the running moments of the one before.</summary>
    public bool CarryTrainerState { get; init; } = true;
}
