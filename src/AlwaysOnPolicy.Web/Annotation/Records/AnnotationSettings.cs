using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>What a human evaluation is: fixed when its folder is made, but for the number of raters, which may grow.</summary>
public sealed record AnnotationSettings
{
    /// <summary>The policy whose answers are A's.</summary>
    public required Contestant A { get; init => field = OptionNotNull.Check(value); }

    /// <summary>The policy whose answers are B's.</summary>
    public required Contestant B { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Questions drawn among those that both have answered; the paper's are 100.</summary>
    [Range(1, 1_000_000)] public int Items { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>Items whose text says which answer to choose.</summary>
    [Range(0, 1_000_000)] public int AttentionChecks { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Items that a rater is shown a second time, with the answers the other way round.</summary>
    [Range(0, 1_000_000)] public int Repeats { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Of the draw of the items, of each rater's order, and of which answer is shown first.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What raters are told; null for the paper's task.</summary>
    public string? Instructions { get; init; }

    /// <summary>Looks whether these settings can work.</summary>
    /// <exception cref="SettingsException">There are more repeats than items, or both answers are of one policy.</exception>
    public void Check()
    {
        if (Repeats > Items) throw new SettingsException($"--repeats is {Repeats}; it must be 0 to the number of items, {Items}.");
        if (A == B) throw new SettingsException($"Both answers are of '{A}': name two different ones.");
    }
}
