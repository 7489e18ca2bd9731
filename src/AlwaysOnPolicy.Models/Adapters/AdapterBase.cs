using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>The base model of an adapter's folder: a folder without a config.json of its own, as PEFT's save_pretrained writes it.</summary>
public static class AdapterBase
{
    internal const string ConfigName = "adapter_config.json";
    private const string NameKey = "base_model_name_or_path";

    /// <summary>Whether the folder holds an adapter and no whole model, so that it needs its base.</summary>
    public static bool IsNeeded(string folder) => File.Exists(Path.Combine(folder, ConfigName)) && !WeightFiles.AreIn(folder);

    /// <summary>The base's folder where the folder needs one, else the folder itself.</summary>
    /// <exception cref="CheckpointException">As of <see cref="Of(string)"/>.</exception>
    public static string Or(string folder) => IsNeeded(folder) ? Of(folder) : folder;

    /// <summary>The base's folder: the path that adapter_config.json names, as seen from the current folder or from the adapter's, else the snapshot in the
    /// HuggingFace cache
    /// of the model that it names.</summary>
    /// <exception cref="CheckpointException">It names none, or there is no such model here.</exception>
    public static string Of(string folder) => Of(folder, HubCache.Find(Environment.GetEnvironmentVariable));

    internal static string Of(string folder, HubCache cache)
    {
        var config = new ConfigFile(JsonFile.Read(Path.Combine(folder, ConfigName)), Path.Combine(folder, ConfigName));
        const string Cure = "Or merge the adapter into its model with PEFT (merge_and_unload) and give the merged folder.";
        var name = config.Get(NameKey, "");
        if (name.Length == 0)
            throw new CheckpointException($"'{folder}' holds a LoRA adapter, no whole model, and its {ConfigName} names no base model. " +
                $"Write the folder or owner/name of the model that it was trained on to {NameKey} there. {Cure}");
        foreach (var place in new[] { name, Path.Combine(folder, name) })
            if (File.Exists(Path.Combine(place, "config.json"))) return place;
        if (HubId.IsOne(name) && cache.SnapshotOrNull(HubId.Parse(name), config.Get("revision", "main")) is { } snapshot) return snapshot;
        throw new CheckpointException(
            $"'{folder}' holds a LoRA adapter, no whole model, and its base '{name}' ({NameKey} in {ConfigName}) is not here: there is no model folder of " +
            "that " +
            $"path, seen from here or from the adapter's folder, nor a model of that name in the HuggingFace cache '{cache.Root}'. " +
            (HubId.IsOne(name) ? $"Fetch it (aop models fetch {name}), or correct the name. " : $"Correct {NameKey}. ") + Cure);
    }

    /// <summary>Of an adapter's folder whose base is no decoder.</summary>
    internal static CheckpointException NotMerged(string folder) =>
        new($"'{folder}' holds a LoRA adapter, which is merged with its base for decoders alone. Merge it with PEFT (merge_and_unload) and give the " +
            "merged folder.");

    /// <summary>How an adapter names the folder that its base was loaded from: owner/name and commit of a snapshot in the HuggingFace cache, else the folder's
    /// full path.</summary>
    /// <param name="otherwise">Names a full path in another way, or, with null, not at all.</param>
    internal static (string? Name, string? Revision) NameOf(string? folder, Func<string, string?>? otherwise = null)
    {
        if (folder is null) return (null, null);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return HubCache.IdOfSnapshot(full) is { } id ? (id.Text, Path.GetFileName(full)) : (otherwise is null ? full : otherwise(full), null);
    }
}
