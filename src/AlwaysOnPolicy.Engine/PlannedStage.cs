using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>A stage as a run's plan.json has it: for whoever looks into a run without the models and data that the plan was made of.</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="Key">The key of its artifact.</param>
/// <param name="FolderName">Its folder under stages/.</param>
/// <param name="Labels">What it is for in the plan; several where arms share it.</param>
/// <param name="Inputs">Keys of the stages whose outputs it reads, in the order of its input.</param>
public sealed record PlannedStage(string Name, string Key, string FolderName, IReadOnlyList<string> Labels, IReadOnlyList<string> Inputs)
{
    /// <summary>In the order of the plan.</summary>
    /// <exception cref="SettingsException">The folder holds no run.</exception>
    /// <exception cref="StorageException">Its plan cannot be read.</exception>
    public static IReadOnlyList<PlannedStage> In(RunFolder run)
    {
        if (!File.Exists(run.PlanFile)) throw new SettingsException($"'{run.FullPath}' holds no run: it has no plan.json. Name the folder that a run was " +
            "given with --out.");
        try
        {
            var nodes = Root(run)["nodes"]!.AsArray();
            if (nodes.Select(n => Text(n!["folder"])).FirstOrDefault(f => !InnerPath.IsInner(f)) is { } outside)
                throw new JsonException($"it names the stage folder '{outside}', which is no path inside of the run.");
            var keys = nodes.ToDictionary(n => Text(n!["folder"]), n => Text(n!["key"]), StringComparer.Ordinal);
            return [.. nodes.Select(n => new PlannedStage(Text(n!["stage"]), Text(n["key"]), Text(n["folder"]), [.. n["labels"]!.AsArray().Select(Text)],
                [.. n["inputs"]!.AsArray().Select(i => keys[Text(i)])]))];
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            throw new StorageException($"'{run.PlanFile}' cannot be read: {e.Message} Run the same command again: it is written anew.", e);
        }
    }

    /// <summary>Its output, for <see cref="RunFolder.ReadAsync"/>.</summary>
    public Artifact<T> Output<T>() => new(Key, Name);

    /// <summary>What the run's settings file hashed to when the run wrote it; null where nothing is known of it.</summary>
    internal static string? SettingsHash(RunFolder run) => File.Exists(run.PlanFile) ? Root(run)["settings_sha256"]?.GetValue<string>() : null;

    /// <exception cref="JsonException">It is not as it was written.</exception>
    internal static JsonNode Root(RunFolder run)
    {
        var bytes = File.ReadAllBytes(run.PlanFile);
        return SealedJson.FindDamage(bytes) is { } damage ? throw new JsonException($"{damage}.") : JsonNode.Parse(bytes)!;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
