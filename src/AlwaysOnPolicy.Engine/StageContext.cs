using System.Collections.Concurrent;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Engine;

/// <summary>What a running stage may touch: its inputs, its own folder, the run's seed, and the ears of the reader.</summary>
public sealed class StageContext : IDisposable
{
    /// <summary>The file of a stage's folder that says how long each step took, in seconds, a line of JSON a step.</summary>
    public const string TimesFile = "times.jsonl";
    private readonly RunFolder _run;
    private readonly PlanNode _node;
    private readonly RunLog _log;
    private readonly IRunObserver _observer;
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly Lazy<JsonLines> _metrics, _times;

    internal StageContext(RunFolder run, PlanNode node, ulong seed, string folder, RunLog log, IRunObserver observer)
    {
        _run = run;
        _node = node;
        _log = log;
        _observer = observer;
        Seed = seed;
        Folder = folder;
        _metrics = new Lazy<JsonLines>(() => new JsonLines(Path.Combine(folder, "metrics.jsonl")));
        _times = new Lazy<JsonLines>(() => new JsonLines(Path.Combine(folder, TimesFile)));
    }

    /// <summary>The run's seed; derive from it (<see cref="Randomness.Seeds"/>) with a purpose and the item's identity.</summary>
    public ulong Seed { get; }

    /// <summary>The stage's folder while it is being written: side files go here. It is renamed when the stage is done, so no output may name it.</summary>
    public string Folder { get; }

    /// <summary>Where a long stage may keep what lets it go on in the middle after a kill. It need not exist; unlike <see cref="Folder"/> it outlives a
    /// stage that fails or is stopped, and it is deleted when the stage is finished.</summary>
    public string CheckpointFolder => _run.CheckpointFolderOf(_node);

    /// <summary>The stage's name.</summary>
    public string Name => _node.Id.Name;

    /// <summary>Where the plan uses it, for people.</summary>
    public string Label => string.Join("; ", _node.Labels);

    /// <summary>The run's folder, for the one thing that stages share: the ledger of what was paid to others. No output may name it.</summary>
    public string RunFolder => _run.FullPath;

    /// <summary>Set by a stage whose output can be used and yet lacks something that may come later.</summary>
    internal bool IsIncomplete { get; private set; }

    /// <summary>The one shard of the work that is to be made; null for all of it.</summary>
    internal StageShard? Shard { get; init; }

    internal string Key => _node.Key;

    internal IReadOnlyList<string> Notes => [.. _notes];

    internal IReadOnlyDictionary<string, long> Counts => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <summary>Reads an input's output record.</summary>
    /// <exception cref="InvalidOperationException">The artifact is not in the stage's input record.</exception>
    public Task<T> ReadAsync<T>(Artifact<T> artifact, CancellationToken cancel)
    {
        RequireInput(artifact);
        return _run.ReadAsync(artifact, cancel);
    }

    /// <summary>The folder with an input's side files; read only.</summary>
    /// <exception cref="InvalidOperationException">The artifact is not in the stage's input record.</exception>
    public string FolderOf(Artifact artifact)
    {
        RequireInput(artifact);
        return _run.FolderOf(artifact);
    }

    /// <summary>Tells how far the stage is.</summary>
    /// <param name="total">0 where it is not known.</param>
    public void Progress(int done, int total, string? text = null) => _observer.StageProgress(_node, done, total, text);

    /// <summary>Which output of this stage the last run left that lacks something (<see cref="AskAgain"/>): the SHA-256 of its record, the same until the stage
    /// has another; null where there is none.</summary>
    public string? LackingOutput => StageRecord.TryRead(_run.FolderOf(_node)) is { Incomplete: true }
        ? FileHash.Of(Path.Combine(_run.FolderOf(_node), StageRecord.FileName)) : null;

    /// <summary>What is kept of the stage's work while it is not finished, and outlives a kill.</summary>
    /// <param name="what">What is kept, in the plural; another word for each kind of work of a stage.</param>
    public KeptItems<T> Keep<T>(string what) => new(Path.Combine(CheckpointFolder, $"{what.Replace(' ', '-')}.kept"), _node.Key);

    /// <summary>Makes something of many items, block by block, and keeps what is made until the stage is finished: after a kill it goes on with the next block.
    /// It tells <see cref="Progress"/>.</summary>
    /// <param name="what">What is made, in the plural, for people; it is kept under this name.</param>
    /// <param name="items">The same, in the same order, whenever the stage has the same key.</param>
    /// <param name="block">Items of a block: so much work may be lost.</param>
    /// <param name="make">Of a block, and of how many items came before it; one result an item, which depends on the block alone.</param>
    public async Task<IReadOnlyList<TOut>> InBlocksAsync<TIn, TOut>(
        string what, IReadOnlyList<TIn> items, int block, Func<TIn[], int, ValueTask<IReadOnlyList<TOut>>> make, CancellationToken cancel)
    {
        using var blocks = new Blocks<TIn, TOut>(this, what, items, block);
        while (blocks.Next(cancel) is { } open) blocks.Add(await make(open, blocks.Before));
        return blocks.Results;
    }

    /// <inheritdoc cref="InBlocksAsync"/>
    public IReadOnlyList<TOut> InBlocks<TIn, TOut>(
        string what, IReadOnlyList<TIn> items, int block, Func<TIn[], int, IReadOnlyList<TOut>> make, CancellationToken cancel)
    {
        using var blocks = new Blocks<TIn, TOut>(this, what, items, block);
        while (blocks.Next(cancel) is { } open) blocks.Add(make(open, blocks.Before));
        return blocks.Results;
    }

    /// <summary>Appends a record to the stage's metrics.jsonl, which is the same in every run of the same stage; safe from any thread.</summary>
    public void Metric(object record) => _metrics.Value.Append(record);

    /// <summary>Appends a record to the stage's times.jsonl: how long things took, which no two runs share; safe from any thread.</summary>
    public void Times(object record) => _times.Value.Append(record);

    /// <summary>Adds to a count of work done, which goes to stage.json; safe from any thread.</summary>
    public void Count(string what, long howMany) => _counts.AddOrUpdate(what, howMany, (_, before) => before + howMany);

    /// <summary>Says a plain sentence to the user: it goes to the screen, the run log, and stage.json for the report.</summary>
    public void Note(string text)
    {
        text = KnownSecrets.Hide(text);
        _notes.Enqueue(text);
        Tell(text);
    }

    /// <summary>Says a plain sentence on the way to the output and not on the output: to the screen and the run log alone, so that a stage that was killed
    /// ends as one that was not.</summary>
    public void Tell(string text)
    {
        _log.Write("note", _node, text: text);
        _observer.Note(_node, text);
    }

    /// <summary>Says, as a note, what the output lacks: the next run runs the stage again, with its <see cref="CheckpointFolder"/>.</summary>
    public void AskAgain(string lack)
    {
        IsIncomplete = true;
        Note(lack);
    }

    /// <summary>Closes the files of metrics and times.</summary>
    public void Dispose()
    {
        foreach (var file in new[] { _metrics, _times })
            if (file.IsValueCreated) file.Value.Dispose();
    }

    private void RequireInput(Artifact artifact)
    {
        if (_node.Inputs.All(n => n.Key != artifact.Key))
            throw new InvalidOperationException(
                $"Stage '{_node.Id.Name}' reads an artifact of '{artifact.StageName}' that its input record does not hold, so its key would not know of it.");
    }
}
