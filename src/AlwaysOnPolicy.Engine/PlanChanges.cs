using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine;

/// <summary>Which finished stages of a run's folder a plan does not use any more, since what they were computed from has changed, and why: said before
/// anything is computed.</summary>
public static class PlanChanges
{
    private const int MostNamed = 6, LongestValue = 60;
    private const string NotThere = "not set";

    /// <summary>The stages that run again, in the order of the plan.</summary>
    /// <param name="settings">The settings now, as the run writes them; null where the folder keeps none.</param>
    /// <param name="settingsName">Name of the file that has those of the last run.</param>
    public static IReadOnlyList<StageChange> Of(RunFolder run, Plan plan, string? settings, string settingsName)
    {
        if (Before(run) is not { } before) return [];
        var file = Path.Combine(run.FullPath, settingsName);
        var changed = settings is not null && File.Exists(file) ? SettingsDifference.Among([File.ReadAllText(file), settings]) : [];
        var (oldKeys, newKeys) = (before.Select(n => n.Key).ToHashSet(), plan.Nodes.Select(n => n.Key).ToHashSet());
        var changes = new List<StageChange>();
        var untold = new Dictionary<PlanNode, string[]>();   // causes of those that changed and do not run again: their readers' causes, too
        foreach (var node in plan.Nodes.Where(n => !oldKeys.Contains(n.Key)))
        {
            string[] above = [.. node.Inputs.SelectMany(i => untold.GetValueOrDefault(i, [])).Distinct()];
            var earlier = before.FirstOrDefault(b => b.Stage == node.Id.Name && b.Labels.Intersect(node.Labels).Any());
            if (earlier is null)
            {
                untold.Add(node, above.Length > 0 ? above : [$"{node.Labels[0]} is new"]);
                continue;
            }
            var leaves = (Old: Leaves(earlier.Input), New: Leaves(JsonNode.Parse(node.InputJson)));
            string[] own = [.. leaves.Old.Keys.Union(leaves.New.Keys).Where(k => leaves.Old.GetValueOrDefault(k) != leaves.New.GetValueOrDefault(k))
                .Where(k => !oldKeys.Contains(leaves.Old.GetValueOrDefault(k) ?? "") && !newKeys.Contains(leaves.New.GetValueOrDefault(k) ?? ""))
                .Select(k => Cause(k, leaves.Old.GetValueOrDefault(k), leaves.New.GetValueOrDefault(k), changed)).Distinct()];
            string[] causes = [.. own.Union(above), .. earlier.Version == node.Id.Version ? Array.Empty<string>()
                : [$"the version of {node.Labels[0]} is {node.Id.Version}, was {earlier.Version}"]];
            var again = !run.IsDone(node) && run.IsDone(new PlannedStage(earlier.Stage, earlier.Key, $"{earlier.Stage}-{earlier.Key[..12]}", [], []));
            if (again) changes.Add(new(node, causes));
            else untold.Add(node, causes);
        }
        return changes;
    }

    /// <summary>What a user is to know before the run begins.</summary>
    /// <returns>Null where nothing runs again.</returns>
    public static string? Sentence(IReadOnlyList<StageChange> changes, Plan plan, RunFolder run)
    {
        if (changes.Count == 0) return null;
        var groups = changes.Where(c => c.Causes.Count > 0).GroupBy(c => First(c.Causes))
            .Select(g => $"{Named(g)} because {g.Key}");
        StageChange[] readers = [.. changes.Where(c => c.Causes.Count == 0)];
        string[] parts = [.. groups, .. readers.Length > 0 ? [$"{Named(readers)}, which read{(readers.Length == 1 ? "s" : "")} what runs again"]
            : Array.Empty<string>()];
        return $"Settings or data have changed since the last run here. {Stages(changes.Count)} run{(changes.Count == 1 ? "s" : "")} again: " +
            $"{string.Join("; ", parts)}. Kept: {Stages(plan.Nodes.Count(run.IsDone))} that {(plan.Nodes.Count(run.IsDone) == 1 ? "is" : "are")} finished.";
    }

    private static string Stages(int count) => $"{count} stage{(count == 1 ? "" : "s")}";

    private static string Named(IEnumerable<StageChange> changes) => First([.. changes.Select(c => c.Node.Labels[0])]);

    private static string First(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");

    /// <summary>A stage's input has a setting under the name of its record; the file's name for it is said where one of those that changed is it.</summary>
    private static string Cause(string leaf, string? old, string? now, IReadOnlyList<(string Key, IReadOnlyList<string> Values)> changed)
    {
        var last = leaf[(leaf.LastIndexOf('.') + 1)..];
        var setting = changed.Where(c => c.Key[(c.Key.LastIndexOf('.') + 1)..] == last).OrderByDescending(c => Common(c.Key, leaf)).FirstOrDefault();
        return setting.Key is { } key ? $"{key} is {setting.Values[1]}, was {setting.Values[0]}"
            : last == "sha256" ? $"the content of {leaf[..Math.Max(0, leaf.Length - last.Length - 1)]} has changed"
            : $"{leaf} is {Short(now)}, was {Short(old)}";
    }

    private static int Common(string a, string b) => a.Split('.').Intersect(b.Split('.')).Count();

    private static string Short(string? value) => value is null ? NotThere : value.Length > LongestValue ? value[..LongestValue] + "…" : value;

    private static Dictionary<string, string> Leaves(JsonNode? root)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(root, "");
        return leaves;

        void Add(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject group:
                    foreach (var (name, value) in group) Add(value, path.Length == 0 ? name : $"{path}.{name}");
                    break;
                case JsonArray items:
                    for (var i = 0; i < items.Count; i++) Add(items[i], $"{path}[{i}]");
                    break;
                default:
                    leaves[path] = node is null ? NotThere : node.ToString();
                    break;
            }
        }
    }

    private sealed record Earlier(string Stage, int Version, string Key, IReadOnlyList<string> Labels, JsonNode? Input);

    /// <returns>Null where the folder has no plan that can be read.</returns>
    private static IReadOnlyList<Earlier>? Before(RunFolder run)
    {
        try
        {
            return !File.Exists(run.PlanFile) ? null : [.. PlannedStage.Root(run)["nodes"]!.AsArray().Select(n => new Earlier(
                n!["stage"]!.GetValue<string>(), n["version"]!.GetValue<int>(), n["key"]!.GetValue<string>(),
                [.. n["labels"]!.AsArray().Select(l => l!.GetValue<string>())], n["input"]))];
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
