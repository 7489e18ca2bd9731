using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>The cache that huggingface_hub keeps, read and written in its own layout: models--owner--name or datasets--owner--name
/// with blobs, refs and snapshots.</summary>
/// <param name="Root">The folder that holds the repositories.</param>
public sealed partial record HubCache(string Root)
{
    /// <summary>The cache that the environment names: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE as older tools spell it, else HF_HOME/hub, else
    /// XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    public static HubCache Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new HubCache(Named(variable, "HF_HUB_CACHE") ?? Named(variable, "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(HomeOf(variable), "hub"));
    }

    /// <summary>HuggingFace's folder: HF_HOME, else XDG_CACHE_HOME/huggingface, else ~/.cache/huggingface.</summary>
    internal static string HomeOf(Func<string, string?> variable) =>
        Named(variable, "HF_HOME") ?? Path.Combine(Named(variable, "XDG_CACHE_HOME") ?? Path.Combine(UserFolder, ".cache"), "huggingface");

    private static string UserFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The path in a variable, ~ and other variables in it replaced as Python's expanduser and expandvars do; null where it is not set.</summary>
    internal static string? Named(Func<string, string?> variable, string name)
    {
        if (variable(name) is not { Length: > 0 } path) return null;
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) path = UserFolder + path[1..];
        return VariableInPath().Replace(path, m => variable(m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value) ?? m.Value);
    }

    [GeneratedRegex(@"\$(?:\{(\w+)\}|(\w+))")]
    private static partial Regex VariableInPath();

    /// <summary>The folder of a revision that is in the cache, or null.</summary>
    /// <param name="revision">A branch, a tag or a commit.</param>
    public string? SnapshotOrNull(HubId id, string revision = "main")
    {
        var repository = RepositoryOf(id);
        var reference = Path.Combine(repository, "refs", revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        var snapshot = Path.Combine(repository, "snapshots", commit);
        return commit.Length > 0 && Directory.Exists(snapshot) ? snapshot : null;
    }

    /// <summary>A model folder: the one that the text names, else the snapshot in the cache of the repository that it names.</summary>
    /// <exception cref="CheckpointException">There is neither.</exception>
    public string Resolve(string folderOrId, string revision = "main")
    {
        if (Directory.Exists(folderOrId)) return folderOrId;
        if (!HubId.IsOne(folderOrId)) throw new CheckpointException($"'{folderOrId}' is no folder. Give a model folder, or the owner/name of a model that " +
            "was fetched.");
        return SnapshotOrNull(HubId.Parse(folderOrId), revision) ?? throw new CheckpointException(
            $"'{folderOrId}' is no folder, and revision {revision} of a model of that name is not in the cache '{Root}'. Fetch it: aop models fetch " +
            $"{folderOrId}");
    }

    /// <summary>The model of which a folder is a snapshot in some cache; null of any other folder.</summary>
    public static HubId? IdOfSnapshot(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } snapshots || Path.GetFileName(snapshots) != "snapshots") return null;
        var repository = Path.GetFileName(Path.GetDirectoryName(snapshots)) ?? "";
        if (!repository.StartsWith(HubId.FolderPrefix, StringComparison.Ordinal)) return null;
        var name = repository[HubId.FolderPrefix.Length..].Replace("--", "/", StringComparison.Ordinal);
        return HubId.IsOne(name) ? HubId.Parse(name) : null;
    }

    internal string RepositoryOf(HubId id) => Path.Combine(Root, id.FolderName);
}
