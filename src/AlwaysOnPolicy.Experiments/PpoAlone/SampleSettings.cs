using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Prompts that the policy answers before and after the training, with the same random numbers.</summary>
public sealed record SampleSettings
{
    private const int Share = 5, Least = 2, Most = 100;

    /// <summary>How many, drawn by lot; their mean reward is compared. 0 answers none.</summary>
    /// <value>prompts</value>
    [Range(0, 100_000)] public int Prompts { get; init => field = OptionRange.Check(this, value); } = 32;

    /// <summary>Prompts kept from the training, from which the samples are drawn; null keeps a fifth, at most 100, and none where that is fewer than 2. With 0
    /// the samples are prompts that were trained on.</summary>
    /// <value>prompts</value>
    [Range(0, 100_000)] public int? HeldOut { get; init => field = OptionRange.Check(this, value); }

    /// <summary>How many of them the report shows.</summary>
    /// <value>prompts</value>
    [Range(0, 1000)] public int Shown { get; init => field = OptionRange.Check(this, value); } = 6;

    /// <summary>How many of so many prompts are kept from the training.</summary>
    internal int HeldOutOf(int prompts) => HeldOutOf(Prompts == 0 ? 0 : HeldOut, prompts);

    internal static int HeldOutOf(int? heldOut, int prompts) => heldOut is { } said ? Math.Min(said, prompts) : prompts / Share < Least
        ? 0 : Math.Min(prompts / Share, Most);
}
