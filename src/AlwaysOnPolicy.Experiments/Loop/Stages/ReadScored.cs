using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Reads answers of a policy that were scored elsewhere: quadruples that a reward's server recorded.</summary>
internal sealed class ReadScored : Stage<ReadScored.In, ScoredSamples>
{
    public const string StageName = "scored-file";
    private const string Setting = "probe.scored";

    /// <param name="Last">So many of each domain, from the file's end; null takes all.</param>
    public sealed record In(InputFiles File, int? Last)
    {
        /// <exception cref="SettingsException">Nothing is there.</exception>
        public static In Of(string path, int? last) => System.IO.File.Exists(path) ? new(InputFiles.Of(path), last)
            : throw new SettingsException($"'{path}', to which {Setting} points, is no file. Correct the path, or put the file there.");
    }

    public override StageId Id => new(StageName, 1);

    protected override Task<ScoredSamples> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var samples = Read(input.File.CheckedPath(), input.Last);
        stage.Note($"{samples.Count} scored answers of {samples.Select(s => s.Domain).Distinct().Count()} domains stand for the policy ({Setting}).");
        return Task.FromResult(new ScoredSamples(samples));
    }

    /// <returns>In the order of the file.</returns>
    /// <exception cref="DataException">The file cannot be read, a row lacks question, answer or reward, or there is none.</exception>
    internal static IReadOnlyList<ScoredSample> Read(string path, int? last)
    {
        var byDomain = new Dictionary<string, Queue<(int Row, ScoredSample Sample)>>(StringComparer.Ordinal);
        var row = 0;
        foreach (var record in RecordFile.Read(path, DataFormat.Jsonl))
        {
            var sample = Row(record, row);
            if (!byDomain.TryGetValue(sample.Domain, out var queue)) byDomain.Add(sample.Domain, queue = []);
            queue.Enqueue((row++, sample));
            if (queue.Count > last) queue.Dequeue();
        }
        return row > 0 ? [.. byDomain.Values.SelectMany(q => q).OrderBy(s => s.Row).Select(s => s.Sample)]
            : throw new DataException($"'{path}' ({Setting}) holds no scored answer: serve rewards to a job first, or leave the setting out.");
    }

    private static ScoredSample Row(DataRecord record, int row)
    {
        try
        {
            var reward = record.NumberOrNull("reward", "a reward model gave no number there; take the row out.")
                ?? throw record.Odd("column 'reward' is empty.");
            var text = record.Text("question") is { Length: > 0 } question ? question : throw record.Odd("column 'question' is empty.");
            return new(new Question(record.TextOrNull("id") ?? $"{row}", record.TextOrNull("domain"), text), record.Text("answer"), reward, row);
        }
        catch (OddRowException e)
        {
            throw new DataException($"{record.Place} ({Setting}): {e.Reason}", e);
        }
    }
}
