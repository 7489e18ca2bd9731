using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Prompts that the policy answers before and after the training, with the same random numbers.</summary>
public sealed record SampleSettings
{
    /// <summary>How many, drawn by lot; their mean reward is compared. 0 answers none.</summary>
    /// <value>prompts</value>
    [Range(0, 100_000)] public int Prompts { get; init; } = 32;

    /// <summary>How many of them the report shows.</summary>
    /// <value>prompts</value>
    [Range(0, 1000)] public int Shown { get; init; } = 6;
}
