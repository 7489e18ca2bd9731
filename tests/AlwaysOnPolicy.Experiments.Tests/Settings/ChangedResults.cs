using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>What a change of settings makes of a case's results. The case is run once; of a changed one only those stages run that have another input of their
/// own, in order, and no further than to the first that leaves something else than the stage in its place.</summary>
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
        var same = SameButForKeys(changed);
        TorchThreads.Set(1);
        try
        {
            foreach (var node in changed.Nodes.Where(n => IsNew(n) && !same.ContainsKey(n)))
            {
                LayOut(node, same);
                await new Runner(_run).RunAsync(changed, new RunOptions { StopAfter = node.Labels[0] });
                if (!Counterparts(changed, node).Contains(Content(_run, node))) return new(ChangeKind.Content, node.ToString());
            }
            return null;
        }
        catch (StageFailedException failed) when (failed.InnerException is UserErrorException)
        {
            return new(ChangeKind.Refused, failed.InnerException.Message);
        }
        finally
        {
            foreach (var made in changed.Nodes.Where(IsNew).Select(_run.FolderOf).Where(Directory.Exists)) Directory.Delete(made, recursive: true);
        }
    }

    private static IEnumerable<string> Stages(Plan plan) => plan.Nodes.Select(n => n.Id.Name).Order(StringComparer.Ordinal);

    private bool IsNew(PlanNode node) => !_contents!.Keys.Any(b => b.Key == node.Key);

    /// <summary>The new nodes whose input differs by the keys of earlier stages alone, each with the one in whose place it is. As long as those stages leave
    /// what was there, so do these, and they need not run.</summary>
    private Dictionary<PlanNode, PlanNode> SameButForKeys(Plan changed)
    {
        var (same, keys) = (new Dictionary<PlanNode, PlanNode>(), new Dictionary<string, string>());
        if (changed.Seed != _before.Seed) return same;
        foreach (var node in changed.Nodes.Where(IsNew))
        {
            if (Place(changed, node) is not { } place) continue;
            keys.TryAdd(node.Key, place.Key);
            if (keys.Aggregate(node.InputJson, (json, k) => json.Replace(k.Key, k.Value, StringComparison.Ordinal)) == place.InputJson) same[node] = place;
        }
        return same;
    }

    /// <summary>Lays what was there where a node looks for its inputs.</summary>
    private void LayOut(PlanNode node, Dictionary<PlanNode, PlanNode> same)
    {
        foreach (var input in node.Inputs)
        {
            LayOut(input, same);
            if (!same.TryGetValue(input, out var place) || Directory.Exists(_run.FolderOf(input))) continue;
            FolderCopy.Copy(_run.FolderOf(place), _run.FolderOf(input));
            var record = Path.Combine(_run.FolderOf(input), "stage.json");
            File.WriteAllText(record, File.ReadAllText(record).Replace(place.Key, input.Key, StringComparison.Ordinal));
        }
    }

    /// <summary>The stage of the case whose place a node has: with the same name and label, and of several of these the one with the same number.</summary>
    private PlanNode? Place(Plan changed, PlanNode node)
    {
        PlanNode[] Alike(Plan plan) => [.. plan.Nodes.Where(n => n.Id.Name == node.Id.Name && n.Labels.Intersect(node.Labels).Any())];
        return Alike(_before).ElementAtOrDefault(Array.IndexOf(Alike(changed), node));
    }

    /// <summary>What was there in a node's place; where that is not known, what all stages of its name left.</summary>
    private IEnumerable<string> Counterparts(Plan changed, PlanNode node) =>
        (Place(changed, node) is { } place ? [place] : _before.Nodes.Where(n => n.Id.Name == node.Id.Name)).Select(n => _contents![n]);

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
