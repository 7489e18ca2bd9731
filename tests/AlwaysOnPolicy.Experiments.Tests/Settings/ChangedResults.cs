using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>What a change of settings makes of a case's results. The case is run once; of a changed one only those stages run that have another input of their
/// own, in
/// order, and no further than to the first that leaves something else than the stage in its place.</summary>
internal sealed class ChangedResults(SettingsCase one, string folder)
{
    private readonly RunFolder _run = new(folder);
    private readonly Plan _before = one.Plan(one.Settings);
    private Dictionary<PlanNode, string>? _contents;

    /// <summary>Runs the case.</summary>
    public async Task RunAsync() => _contents = await RunAsync(_before, _run);

    /// <summary>Runs settings that have the case's keys anew, in a folder of their own.</summary>
    /// <returns>The stages that leave something else.</returns>
    public async Task<string[]> RunAnewAsync(object settings, string other)
    {
        var again = (await RunAsync(one.Plan(settings), new RunFolder(other))).ToDictionary(c => c.Key.Key, c => c.Value);
        again.Count.ShouldBe(_contents!.Count);
        return [.. _contents.Where(c => again[c.Key.Key] != c.Value).Select(c => c.Key.ToString())];
    }

    private static async Task<Dictionary<PlanNode, string>> RunAsync(Plan plan, RunFolder run)
    {
        TorchThreads.Set(1);
        await new Runner(run).RunAsync(plan, new RunOptions());
        return plan.Nodes.ToDictionary(n => n, n => Content(run, n));
    }

    /// <summary>The name of the first stage that has another key; null where none has.</summary>
    public string? FirstStage(Plan changed) => changed.Nodes.FirstOrDefault(n => !_contents!.Keys.Any(b => b.Key == n.Key))?.Id.Name
        ?? (changed.Nodes.Count != _before.Nodes.Count ? "" : null);

    /// <returns>What became different: a stage, the list of stages, or that a stage refuses the settings; null where the stages that ran leave what was
    /// there.</returns>
    public async Task<Change?> OfAsync(Plan changed)
    {
        if (!Stages(changed).SequenceEqual(Stages(_before))) return new(ChangeKind.Stages, "");
        LayOut(changed);
        TorchThreads.Set(1);
        using var stop = new CancellationTokenSource();
        var watch = new Watch(node => Content(_run, node), Counterparts, stop);
        try
        {
            await new Runner(_run).RunAsync(changed, new RunOptions(), watch, stop.Token);
        }
        catch (OperationCanceledException) when (watch.Different is not null)
        {
        }
        catch (StageFailedException failed) when (failed.InnerException is UserErrorException)
        {
            return new(ChangeKind.Refused, failed.InnerException.Message);
        }
        return watch.Different is { } different ? new(ChangeKind.Content, different.ToString()) : null;
    }

    private static IEnumerable<string> Stages(Plan plan) => plan.Nodes.Select(n => n.Id.Name).Order(StringComparer.Ordinal);

    /// <summary>A stage whose input differs by the keys of earlier stages alone leaves what was there as long as these do, and the run ends at the first
    /// that does not: so that it need not run, what was there is laid where it would be.</summary>
    private void LayOut(Plan changed)
    {
        if (changed.Seed != _before.Seed) return;
        var places = new Dictionary<string, string>();
        foreach (var node in changed.Nodes.Where(n => !_contents!.Keys.Any(b => b.Key == n.Key)))
        {
            if (Place(node) is not [var place, ..]) continue;
            places.TryAdd(node.Key, place.Key);
            if (places.Aggregate(node.InputJson, (json, p) => json.Replace(p.Key, p.Value, StringComparison.Ordinal)) != place.InputJson
                || Directory.Exists(_run.FolderOf(node))) continue;
            FolderCopy.Copy(_run.FolderOf(place), _run.FolderOf(node));
            var record = Path.Combine(_run.FolderOf(node), "stage.json");
            File.WriteAllText(record, File.ReadAllText(record).Replace(place.Key, node.Key, StringComparison.Ordinal));
        }
    }

    private PlanNode[] Place(PlanNode node) => [.. _before.Nodes.Where(n => n.Id.Name == node.Id.Name && n.Labels.Intersect(node.Labels).Any())];

    /// <summary>What the stage left whose place the node has.</summary>
    private string[] Counterparts(PlanNode node)
    {
        var place = Place(node);
        return [.. (place.Length > 0 ? place : _before.Nodes.Where(n => n.Id.Name == node.Id.Name)).Select(n => _contents![n])];
    }

    /// <summary>The hashes of its files, but those that say how long something took and, of a checkpoint, the list of its files' hashes; of output.json the
    /// text, without such times.</summary>
    private static string Content(RunFolder run, PlanNode node)
    {
        var place = run.FolderOf(node);
        var files = StageRecord.TryRead(place)!.Files.Where(f => Path.GetFileName(f.Path) is not ("times.jsonl" or "checkpoint.json" or "output.json"))
            .Select(f => $"{f.Path} {f.Sha256}");
        var output = JsonNode.Parse(File.ReadAllText(Path.Combine(place, "output.json")));
        if (output is JsonObject record)
            foreach (var name in record.Select(p => p.Key).Where(k => k.StartsWith("seconds", StringComparison.OrdinalIgnoreCase)).ToArray())
                record.Remove(name);
        return string.Join('\n', files.Append(output?.ToJsonString() ?? ""));
    }

    private sealed class Watch(Func<PlanNode, string> content, Func<PlanNode, string[]> before, CancellationTokenSource stop) : IRunObserver
    {
        public PlanNode? Different { get; private set; }

        public void StageFinished(PlanNode node, TimeSpan elapsed) => Compare(node);

        public void StageReused(PlanNode node) => Compare(node);

        /// <summary>A stage that an earlier change ran counts as one that runs now.</summary>
        private void Compare(PlanNode node)
        {
            if (before(node).Contains(content(node))) return;
            Different ??= node;
            stop.Cancel();
        }

        public void RunStarted(int stages)
        {
        }

        public void StageStarted(PlanNode node)
        {
        }

        public void StageProgress(PlanNode node, int done, int total, string? text)
        {
        }

        public void Note(PlanNode? node, string text)
        {
        }
    }
}

internal enum ChangeKind
{
    /// <summary>A stage leaves something else.</summary>
    Content,

    /// <summary>There are other stages.</summary>
    Stages,

    /// <summary>A stage ends with an error that the user can mend.</summary>
    Refused,
}

/// <param name="What">The stage, or the error.</param>
internal sealed record Change(ChangeKind Kind, string What);
