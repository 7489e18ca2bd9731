using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A model as users name it: a folder, a run's policy as run:arm:iteration, a run that leaves one model, or the owner/name of one in the HuggingFace
/// cache.</summary>
internal static class ModelPlace
{
    /// <summary>The model's folder.</summary>
    /// <param name="setting">Who names it, for messages: "files.base_model", "--models a".</param>
    /// <exception cref="SettingsException">There is neither such a folder nor such a model in the cache, the folder has no config.json, it is an adapter's
    /// whose base is not here, or the run has no such policy.</exception>
    public static string FolderOf(string folderOrId, string setting) => FolderOf(folderOrId, setting, HubCache.Find(Environment.GetEnvironmentVariable));

    /// <summary>The same, after a look whether the files of a model that a run left are as it wrote them.</summary>
    /// <exception cref="StorageException">One of them is not.</exception>
    public static string CheckedFolderOf(string folderOrId, string setting) => StageFiles.CheckedFolder(FolderOf(folderOrId, setting));

    internal static string FolderOf(string folderOrId, string setting, HubCache cache)
    {
        if (IsModel(folderOrId)) return folderOrId;
        if (RunPolicies.FolderOf(folderOrId, setting) is { } policy) return policy;
        if (RunPolicies.OnlyModelOf(folderOrId, setting) is { } only) return only;
        if (Directory.Exists(folderOrId) || !HubId.IsOwnerAndName(folderOrId))
            throw new SettingsException(
                $"'{folderOrId}', to which {setting} points, is no model folder: it has no config.json. Correct the setting, or put the model there.");
        if (cache.SnapshotOrNull(HubId.Parse(folderOrId)) is { } snapshot && IsModel(snapshot)) return snapshot;
        throw new SettingsException(
            $"'{folderOrId}', to which {setting} points, is no folder, and no model of that name is in the HuggingFace cache '{cache.Root}'. Fetch it: aop " +
            $"models fetch {folderOrId}");
    }

    /// <summary>The model's folder with its content's hash, an adapter's with its base's, for a stage's input.</summary>
    /// <exception cref="SettingsException">As for <see cref="FolderOf(string, string)"/>.</exception>
    public static InputFiles Of(string folderOrId, string setting)
    {
        var folder = CheckedFolderOf(folderOrId, setting);
        return AdapterBase.IsNeeded(folder) ? InputFiles.Of(folder, AdapterBase.Of(folder)) : InputFiles.Of(folder);
    }

    /// <summary>A sentence encoder: a folder with its content's hash, or a built-in one.</summary>
    /// <exception cref="SettingsException">As for <see cref="FolderOf(string, string)"/>.</exception>
    internal static InputFiles EncoderOf(string folderOrId) => folderOrId == SentenceEncoders.Words
        ? InputFiles.BuiltIn(folderOrId) : Of(folderOrId, "files.encoder");

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, "config.json")) || AdapterBase.IsNeeded(folder);
}
