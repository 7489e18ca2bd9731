using AlwaysOnPolicy.Evaluation.Agreement;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>A bench's table and where it came from; bench.json is this record in snake_case.</summary>
/// <param name="Notes">On pairs that were left out.</param>
public sealed record BenchReport(
    AgreementTable Table, IReadOnlyList<BenchReport.ModelFolder> Models, IReadOnlyList<BenchReport.PairFile> Files, int? PairsPerDomain, ulong Seed,
        IReadOnlyList<string> Notes)
{
    /// <summary>Null where none was asked for.</summary>
    public BenchChoice? Choice { get; init; }

    /// <summary>A corrected p below this is told as a difference.</summary>
    public const double Level = 0.05;

    public sealed record ModelFolder(string Name, string Folder);

    public sealed record PairFile(string Path, string Sha256);
}
