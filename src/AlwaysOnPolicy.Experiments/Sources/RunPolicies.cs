namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The policies of a run by their names: policies/&lt;arm&gt;-&lt;iteration&gt; in its folder, written run:arm:iteration where a model is
/// named.</summary>
public static class RunPolicies
{
    /// <summary>Of the folder that holds them.</summary>
    public const string Folder = "policies";

    /// <summary>The policy that every arm begins with.</summary>
    public const string Sft = "sft";

    public static string NameOf(string arm, int iteration) => iteration == 0 ? Sft : $"{arm}-{iteration}";

    /// <summary>The names of the policies that a run has so far.</summary>
    public static IReadOnlyList<string> In(string run) => Directory.Exists(Path.Combine(run, Folder))
        ? [.. Directory.EnumerateDirectories(Path.Combine(run, Folder)).Select(f => Path.GetFileName(f)!)
            .Where(n => n[0] != '.' && !File.Exists(Path.Combine(run, Folder, n, "adapter_config.json"))).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder of a policy that is named by its run, as runs/first:aop:2 or runs/first:sft.</summary>
    /// <returns>Null where the text names no run.</returns>
    /// <exception cref="SettingsException">The run has no such policy.</exception>
    public static string? FolderOf(string text, string setting)
    {
        for (var colon = text.IndexOf(':'); colon > 0; colon = text.IndexOf(':', colon + 1))
        {
            var run = text[..colon];
            if (!File.Exists(Path.Combine(run, "plan.json"))) continue;
            var name = text[(colon + 1)..].Replace(':', '-');
            if (name.Length > 0 && Directory.Exists(Path.Combine(run, Folder, name))) return Path.Combine(run, Folder, name);
            var known = In(run);
            throw new SettingsException($"'{text}', to which {setting} points: the run '{run}' has no policy '{name}'. " +
                (known.Count > 0 ? $"It has: {string.Join(", ", known)}." : "It has none yet: they are there when it has ended, or was stopped with " +
                    "--stop-after."));
        }
        return null;
    }
}
