using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The policies of a run by their names: policies/&lt;arm&gt;-&lt;iteration&gt; in its folder, written run:arm:iteration where a model is
/// named.</summary>
public static class RunPolicies
{
    /// <summary>Of the folder that holds them.</summary>
    public const string Folder = "policies";

    /// <summary>The policy that every arm begins with.</summary>
    public const string Sft = "sft";

    /// <summary>The name of an arm's policy after an iteration; after none it is <see cref="Sft"/>.</summary>
    public static string NameOf(string arm, int iteration) => iteration == 0 ? Sft : $"{arm}-{iteration}";

    /// <summary>The names of the policies that a run has so far.</summary>
    public static IReadOnlyList<string> In(string run) => Directory.Exists(Path.Combine(run, Folder))
        ? [.. Directory.EnumerateDirectories(Path.Combine(run, Folder)).Select(f => Path.GetFileName(f)!)
            .Where(n => n[0] != '.' && !File.Exists(Path.Combine(run, Folder, n, "adapter_config.json"))).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A policy as it is named where a model is asked for: runs/first:aop:2.</summary>
    /// <param name="name">As <see cref="In"/> gives it.</param>
    public static string Place(string run, string name)
    {
        var dash = name.LastIndexOf('-');
        return dash > 0 && name[(dash + 1)..].All(char.IsAsciiDigit) ? $"{run}:{name[..dash]}:{name[(dash + 1)..]}" : $"{run}:{name}";
    }

    /// <summary>The model of a run that leaves one: PPO's policy, or the best one of a fine-tuning or of a reward model's training.</summary>
    /// <returns>Null where the folder is no run's.</returns>
    /// <exception cref="SettingsException">The run leaves several, or none yet.</exception>
    public static string? OnlyModelOf(string run, string setting)
    {
        if (!Directory.Exists(run)) return null;
        string[] seeds = [.. Directory.EnumerateDirectories(run, "seed-*").Where(IsRun).Order(StringComparer.Ordinal)];
        if (!IsRun(run) && seeds.Length == 0) return null;
        if (Models(run) is [var model, ..]) return model;
        string[] known = [.. seeds.Prepend(run).SelectMany(r => In(r).Select(p => Place(r, p)))];
        throw new SettingsException($"'{run}', to which {setting} points, is the folder of a run. " + (known.Length > 0
            ? $"Name one of its policies: {string.Join(", ", known)}." : "It has no model yet: 'aop status' says how far it is."));
    }

    /// <summary>The folders of the models that a run of one training leaves, the best first.</summary>
    public static IReadOnlyList<string> Models(string run) =>
        [.. new[] { "policy", "best", "last" }.Select(n => Path.Combine(run, n)).Where(f => File.Exists(Path.Combine(f, "config.json")))];

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, "plan.json"));

    /// <summary>The folder of a policy that is named by its run, as runs/first:aop:2 or runs/first:sft.</summary>
    /// <returns>Null where the text names no run.</returns>
    /// <exception cref="SettingsException">The run has no such policy.</exception>
    public static string? FolderOf(string text, string setting)
    {
        for (var colon = text.IndexOf(':'); colon > 0; colon = text.IndexOf(':', colon + 1))
        {
            var run = text[..colon];
            if (!IsRun(run)) continue;
            var name = text[(colon + 1)..].Replace(':', '-');
            if (InnerPath.IsInner(name) && Directory.Exists(Path.Combine(run, Folder, name))) return Path.Combine(run, Folder, name);
            var known = In(run);
            throw new SettingsException($"'{text}', to which {setting} points: the run '{run}' has no policy '{name}'. " +
                (known.Count > 0 ? $"It has: {string.Join(", ", known.Select(p => Place(run, p)))}."
                    : "It has none yet: they are there when it has ended, or was stopped with " +
                    "--stop-after."));
        }
        return null;
    }
}
