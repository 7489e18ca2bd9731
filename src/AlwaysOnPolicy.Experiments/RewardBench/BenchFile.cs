using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>A file of pairs of a bench.</summary>
/// <param name="Domain">Of rows that name none.</param>
internal sealed record BenchFile(DataInput Data, string Domain)
{
    /// <summary>Gives rows without a domain the file's name: "test" of "hh/test.jsonl.gz".</summary>
    /// <exception cref="DataException">No file is there, or one cannot be read.</exception>
    public static BenchFile Of(DataSource source)
    {
        var name = Path.GetFileName(source.Path);
        return new(DataInput.Of(source.For(DataUse.Pairs), "--pairs"), name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[..dot] : name);
    }
}
