using AlwaysOnPolicy.Evaluation.Agreement;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>A bench's table and where it came from; bench.json is this record in snake_case.</summary>
/// <param name="Table">How well the models agree with people.</param>
/// <param name="Models">Where each model lies.</param>
/// <param name="Files">The files that pairs were drawn from.</param>
/// <param name="PairsPerDomain">Most pairs drawn of a domain; null for all.</param>
/// <param name="Seed">Of the draw.</param>
/// <param name="Notes">On pairs that were left out.</param>
public sealed record BenchReport(
    AgreementTable Table, IReadOnlyList<BenchReport.ModelFolder> Models, IReadOnlyList<BenchReport.PairFile> Files, int? PairsPerDomain, ulong Seed,
        IReadOnlyList<string> Notes)
{
    /// <summary>Null where none was asked for.</summary>
    public BenchChoice? Choice { get; init; }

    /// <summary>A corrected p below this is told as a difference.</summary>
    public const double Level = 0.05;

    /// <summary>A model that took part.</summary>
    /// <param name="Name">The model's.</param>
    /// <param name="Folder">Full path.</param>
    public sealed record ModelFolder(string Name, string Folder);

    /// <summary>A file that pairs were drawn from.</summary>
    /// <param name="Path">Full path.</param>
    /// <param name="Sha256">Of its content, in hexadecimal.</param>
    public sealed record PairFile(string Path, string Sha256);
}
