using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Preference pairs: one part trains and tests the reward model, the other gives the test prompts.</summary>
public sealed record PreferenceSettings
{
    /// <summary>Where the pairs lie.</summary>
    public required DataSource Data { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Share of the rows for the reward model; the rest gives the test prompts. The two have no prompt in common. Without meaning where
    /// <c>files.test</c> is given.</summary>
    [Range(0.05, 0.95)] public double RewardShare { get; init => field = OptionRange.Check(this, value); } = 0.5;

    /// <summary>Pairs trained on, at most; null uses all that are left after <see cref="HeldOutPairs"/>.</summary>
    /// <value>pairs</value>
    [Range(1, int.MaxValue)] public int? TrainingPairs { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Pairs of the reward model's share on which its accuracy is measured.</summary>
    /// <value>pairs</value>
    [Range(1, int.MaxValue)] public int HeldOutPairs { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>Test prompts, at most: distinct questions, however many pairs each has. Null uses all of their share. The paper: 2,000.</summary>
    /// <value>questions</value>
    [Range(1, int.MaxValue)] public int? TestPrompts { get; init => field = OptionRange.Check(this, value); } = 2000;
}
