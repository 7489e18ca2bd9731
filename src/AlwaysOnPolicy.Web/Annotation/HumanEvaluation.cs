using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Annotation;

/// <summary>What the raters said, counted.</summary>
public static class HumanEvaluation
{
    /// <summary>Counts one evaluation and writes human.json into its folder; of a run's, the run's report takes it from there.</summary>
    /// <param name="folder">The evaluation's.</param>
    /// <exception cref="SettingsException">The folder holds no human evaluation.</exception>
    /// <exception cref="DataException">Nobody has rated anything yet.</exception>
    /// <exception cref="StorageException">It cannot be read or written.</exception>
    public static async Task<HumanComparison> CountAsync(string folder, CancellationToken cancel)
    {
        var store = AnnotationStore.Open(folder);
        var (settings, rated) = (store.Settings, store.Rated());
        if (rated.Count == 0) throw new DataException($"Nobody has rated anything in '{store.Folder}' yet: 'aop annotate serve' gives the raters their links.");
        Verdict[] verdicts = [.. rated.Where(r => r.Kind == TaskKind.Item).Select(r => new Verdict(r.Id, r.Domain, 0, r.Preference, r.Rater, r.Reason))];
        var (a, b) = (settings.A, settings.B);
        var run = RunOf(store.Folder);
        var judge = run is not null && a.Iteration is { } first && b.Iteration is { } second
            ? (await RunPair.ReadAsync(run, (a.Name, first), (b.Name, second), cancel)).Verdicts : [];
        var same = a.Iteration == b.Iteration;
        var comparison = HumanComparison.Of(same ? a.Name : a.ToString(), same ? b.Name : b.ToString(), same ? a.Iteration : null, verdicts, Checks(rated),
            judge, Seeds.Derive(settings.Seed, "bootstrap"));
        HumanFiles.Write(store.Folder, comparison);
        return comparison;
    }

    /// <summary>The evaluations that a folder holds: its own, or those of a run.</summary>
    /// <exception cref="SettingsException">It holds none.</exception>
    public static IReadOnlyList<string> FoldersIn(string place)
    {
        if (AnnotationStore.IsIn(place)) return [place];
        var inner = Path.Combine(place, HumanFiles.Folder);
        string[] found = Directory.Exists(inner) ? [.. Directory.GetDirectories(inner).Where(AnnotationStore.IsIn).Order(StringComparer.Ordinal)] : [];
        return found.Length > 0 ? found : throw new SettingsException($"'{place}' holds no human evaluation. 'aop annotate serve' begins one; name the " +
            "folder that it printed, or the run.");
    }

    /// <summary>The run in which an evaluation lies; null of one that lies elsewhere.</summary>
    public static string? RunOf(string folder)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        return parent is not null && Path.GetFileName(parent) == HumanFiles.Folder && Path.GetDirectoryName(parent) is { } run
            && File.Exists(new RunFolder(run).PlanFile) ? run : null;
    }

    private static RaterChecks[] Checks(IReadOnlyList<RatedTask> rated) => [.. rated.GroupBy(r => r.Rater).Select(own =>
    {
        var first = own.Where(r => r.Kind == TaskKind.Item && r.Preference != Preference.Failed)
            .ToDictionary(r => r.Id, r => r.Preference, StringComparer.Ordinal);
        var again = own.Where(r => r.Kind == TaskKind.Repeat && r.Preference != Preference.Failed && first.ContainsKey(r.Id)).ToArray();
        var checks = own.Where(r => r.Kind == TaskKind.Check).ToArray();
        return new RaterChecks(own.Key, checks.Count(c => c.Preference == Preference.A), checks.Length, again.Count(r => first[r.Id] == r.Preference),
            again.Length);
    })];
}
