using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A trained policy at a place with a name that stays: links to the files of the stage that made it, with its card and the form of its prompts; its
/// adapter, where it has one, beside it.</summary>
internal static class PolicyFolder
{
    private const string AdapterConfig = "adapter_config.json", BaseKey = "base_model_name_or_path";

    /// <param name="from">The policy's folder in its stage's.</param>
    /// <exception cref="StorageException">The place cannot be written.</exception>
    public static void Publish(string from, string place, ModelCard card)
    {
        CardedFolder.Publish(from, place, card, folder => PolicyForm.Write(folder, card.Format!));
        var adapter = PolicyArtifacts.AdapterBeside(from);
        if (!Directory.Exists(adapter)) return;
        try
        {
            FolderLinks.Publish(adapter, PolicyArtifacts.AdapterBeside(place), folder => NameBase(adapter, folder, PolicyArtifacts.AdapterBeside(place)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(place, e);
        }
    }

    /// <summary>A base of the same run is named as seen from the adapter's folder.</summary>
    private static void NameBase(string from, string folder, string place)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(from, AdapterConfig)))!;
        if (config[BaseKey]?.GetValue<string>() is not { } name || !name.StartsWith("../", StringComparison.Ordinal)) return;
        config[BaseKey] = Path.GetRelativePath(place, Path.GetFullPath(name, from)).Replace('\\', '/');
        File.WriteAllText(Path.Combine(folder, AdapterConfig), config.ToJsonString(ArtifactJson.Indented));
    }
}
