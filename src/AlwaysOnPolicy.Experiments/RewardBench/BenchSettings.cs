using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Which reward models are compared on which pairs.</summary>
public sealed record BenchSettings
{
    /// <summary>In the order of the table; names are unique.</summary>
    public required IReadOnlyList<BenchModel> Models { get; init; }

    public required IReadOnlyList<DataSource> Pairs { get; init; }

    /// <summary>Draws so many pairs of each domain; null takes all.</summary>
    public int? PairsPerDomain { get; init; }

    /// <summary>Of the draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>For models trained by this tool that keep no prompt form of their own.</summary>
    public PromptFormatOptions Format { get; init; } = new();

    /// <summary>Holds decoders' weights as bfloat16: half of the memory.</summary>
    public bool Bfloat16 { get; init; }

    /// <summary>An experiment file that shall use the model that is chosen; null changes none.</summary>
    public string? Into { get; init; }

    /// <summary>The model to write into <see cref="Into"/>; null lets <see cref="BenchChoice.Of"/> decide.</summary>
    public string? Choose { get; init; }
}
