using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Which reward models are compared on which pairs.</summary>
public sealed record BenchSettings
{
    /// <summary>In the order of the table; names are unique.</summary>
    public required IReadOnlyList<BenchModel> Models { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Files of pairs that people compared.</summary>
    public required IReadOnlyList<DataSource> Pairs { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Draws so many pairs of each domain; null takes all.</summary>
    /// <value>pairs</value>
    [Range(1, int.MaxValue)] public int? PairsPerDomain { get; init => field = OptionRange.Check(this, value); }

    /// <summary>The draw of <see cref="PairsPerDomain"/> derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>For models trained by this tool that keep no prompt form of their own.</summary>
    public PromptFormatOptions Format { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Holds decoders' weights as bfloat16: half of the memory.</summary>
    public bool Bfloat16 { get; init; }

    /// <summary>An experiment file that shall use the model that is chosen; null changes none.</summary>
    public string? Into { get; init; }

    /// <summary>The model to write into <see cref="Into"/>; null takes the one with the most agreements that is not known to have been trained on these
    /// pairs.</summary>
    public string? Choose { get; init; }
}
