using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Learning.Ppo;
using Parquet;
using Parquet.Schema;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>rollouts.parquet in a stage's folder: every rollout of every step, in row groups. It is written from the first step on, also where a run goes on:
/// the steps before the checkpoint are told again, so each is there once.</summary>
internal sealed class RolloutFile : IDisposable
{
    public const string FileName = "rollouts.parquet";
    private const int RowsInGroup = 2048;

    private static readonly IReadOnlyList<Column> s_columns =
    [
        new Numbers<int>("iteration", r => r.Iteration), new Numbers<int>("step", r => r.Step), new Numbers<int>("pass", r => r.Pass),
        new Text("prompt_id", r => r.PromptId), new Text("domain", r => r.Domain), new Text("source", r => r.Source), new Optional<int>("place", r => r.Place),
        new Text("rule", r => r.Rule), new Text("prompt", r => r.Prompt), new Text("answer", r => r.Answer), new Numbers<bool>("ended", r => r.Ended),
        new Numbers<bool>("known", r => r.Known), new Numbers<int>("tokens", r => r.Tokens), new Numbers<double>("reward", r => r.Reward),
        new Numbers<double>("reward_used", r => r.RewardUsed), new Numbers<double>("kl", r => r.Kl), new Numbers<double>("advantage", r => r.Advantage),
    ];

    private readonly int _iteration;
    private readonly FileStream _stream;
    private readonly ParquetWriter _writer;
    private readonly List<KeptRollout> _waiting = [];

    public RolloutFile(string folder, int iteration)
    {
        _iteration = iteration;
        _stream = new FileStream(Path.Combine(folder, FileName), FileMode.Create, FileAccess.ReadWrite);
        _writer = Wait(() => ParquetWriter.CreateAsync(new ParquetSchema([.. s_columns.Select(c => c.Field)]), _stream,
            new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }));
    }

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>The rows of a finished stage, a row group at a time.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public static IEnumerable<KeptRollout> Read(string folder)
    {
        var path = StageFiles.Checked(Path.Combine(folder, FileName));
        using var stream = File.OpenRead(path);
        foreach (var row in ParquetFile.Read(stream, path))
            yield return new(Whole(row, "iteration"), Whole(row, "step"), Whole(row, "pass"), row.Whole("prompt_id"), (string?)row.Columns["domain"],
                (string?)row.Columns["source"], row.Columns["place"] is null ? null : Whole(row, "place"), (string?)row.Columns["rule"], row.Whole("prompt"),
                row.Whole("answer"), (bool)row.Columns["ended"]!, (bool)row.Columns["known"]!, Whole(row, "tokens"), Number(row, "reward"),
                Number(row, "reward_used"), Number(row, "kl"), Number(row, "advantage"));
    }

    public void Append(PpoStepRecord step)
    {
        _waiting.AddRange(step.Rollouts.Select(r => new KeptRollout(_iteration, step.Step, r.Pass, r.Prompt.Id, r.Prompt.Domain, r.Prompt.Origin?.Source,
            r.Prompt.Origin?.Place, r.Prompt.Origin?.Rule, r.Prompt.Text, r.Answer, r.Ended, r.Known, r.Tokens, r.Score, r.ScoreUsed, r.Kl, r.Advantage)));
        if (_waiting.Count >= RowsInGroup) Write();
    }

    public void Dispose()
    {
        if (_waiting.Count > 0) Write();
        Wait(async () =>
        {
            await _writer.DisposeAsync();
            return 0;
        });
        _stream.Dispose();
    }

    private static int Whole(DataRecord row, string column) => int.Parse(((DataNumber)row.Columns[column]!).Text, CultureInfo.InvariantCulture);

    private static double Number(DataRecord row, string column) => double.Parse(((DataNumber)row.Columns[column]!).Text, CultureInfo.InvariantCulture);

    private void Write() => Wait(async () =>
    {
        using var group = _writer.CreateRowGroup();
        foreach (var column in s_columns) await column.WriteAsync(group, _waiting);
        group.CompleteValidate();
        _waiting.Clear();
        return 0;
    });

    /// <summary>A step is told of on the stage's thread, which cannot wait for what would come back to it.</summary>
    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    private abstract record Column(DataField Field)
    {
        public abstract Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<KeptRollout> rows);
    }

    private sealed record Numbers<T>(string Name, Func<KeptRollout, T> Of) : Column(new DataField<T>(Name))
        where T : struct
    {
        public override async Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<KeptRollout> rows) =>
            await group.WriteAsync<T>(Field, rows.Select(Of).ToArray());
    }

    private sealed record Optional<T>(string Name, Func<KeptRollout, T?> Of) : Column(new DataField<T?>(Name))
        where T : struct
    {
        public override async Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<KeptRollout> rows) =>
            await group.WriteAsync<T>(Field, rows.Select(Of).ToArray());
    }

    private sealed record Text(string Name, Func<KeptRollout, string?> Of) : Column(new DataField<string>(Name))
    {
        public override async Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<KeptRollout> rows) =>
            await group.WriteAsync(Field, rows.Select(Of).ToArray()!);
    }
}
