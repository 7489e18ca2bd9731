using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Miniature;

/// <summary>What can be changed about the miniature world; the defaults are a measured recipe.</summary>
public sealed record MiniatureOptions : IValidatableObject
{
    /// <summary>How weakness is laid out over the 18 domains.</summary>
    public WeaknessLayout Layout { get; init; } = WeaknessLayout.Spread;

    /// <summary>Demonstrations of a domain: so many and twice as many in turn.</summary>
    /// <value>questions</value>
    [Range(1, 200)] public int DemonstrationsPerDomain { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>Demonstrations of a domain kept for the validation loss.</summary>
    /// <value>questions</value>
    [Range(1, 50)] public int ValidationPerDomain { get; init => field = OptionRange.Check(this, value); } = 10;

    /// <summary>Test questions of a domain, on which the arms are compared.</summary>
    /// <value>questions</value>
    [Range(1, 50)] public int TestPerDomain { get; init => field = OptionRange.Check(this, value); } = 20;

    /// <summary>Probe questions of a domain, whose answers the author sees.</summary>
    /// <value>questions</value>
    [Range(1, 50)] public int ProbePerDomain { get; init => field = OptionRange.Check(this, value); } = 30;

    /// <summary>Preference pairs drawn; those whose answers are nearly alike are dropped.</summary>
    /// <value>pairs</value>
    [Range(10, 100_000)] public int Pairs { get; init => field = OptionRange.Check(this, value); } = 6000;

    /// <summary>Pairs drawn to measure the reward model's accuracy.</summary>
    /// <value>pairs</value>
    [Range(10, 100_000)] public int HeldOutPairs { get; init => field = OptionRange.Check(this, value); } = 800;

    /// <summary>Share of the answers in pairs that are the SFT policy's own.</summary>
    [Range(0.0, 1.0)] public double SampledShare { get; init => field = OptionRange.Check(this, value); } = 0.25;

    /// <summary>A domain has 520 questions, and each serves one purpose.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var needed = (2 * DemonstrationsPerDomain) + ValidationPerDomain + TestPerDomain + ProbePerDomain + MiniatureWorld.PairQuestionsPerDomain;
        if (needed > Grammar.QuestionsPerDomain)
            yield return new($"needs {needed} questions of a domain, with those of validation, test, probe and held-out pairs; there are " +
                $"{Grammar.QuestionsPerDomain}",
                [nameof(DemonstrationsPerDomain)]);
    }
}
