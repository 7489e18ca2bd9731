using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.Settings;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>The experiment of tiny.yaml, and what identifies the artifacts it leaves.</summary>
internal static class TinyExperiment
{
    public static ExperimentSettings Settings(params string[] overrides) =>
        SettingsFile.Load<ExperimentSettings>(Path.Combine(AppContext.BaseDirectory, "tiny.yaml"), overrides);

    /// <summary>The hash of every file of every finished stage, times left out.</summary>
    public static SortedDictionary<string, string> Artifacts(string runFolder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var stage in new RunFolder(runFolder).FinishedStages())
            foreach (var file in stage.Files)
            {
                var name = $"{stage.Name}-{stage.Key[..12]}/{file.Path}";
                hashes[name] = file.Path == "metrics.jsonl" ? WithoutTimes(Path.Combine(runFolder, "stages", name)) : file.Sha256;
            }
        return hashes;
    }

    private static string WithoutTimes(string file)
    {
        var text = new StringBuilder();
        foreach (var line in File.ReadLines(file))
        {
            var record = JsonNode.Parse(line)!.AsObject();
            if (record["stats"] is JsonObject stats)
                foreach (var key in stats.Select(s => s.Key).Where(k => k.StartsWith("time/", StringComparison.Ordinal)).ToArray()) stats.Remove(key);
            text.Append(record.ToJsonString()).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>One run of it, shared by the tests of a class.</summary>
public sealed class TinyRun : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("aop-tiny-").FullName;

    public ExperimentSettings Settings { get; } = TinyExperiment.Settings();

    public ExperimentPlan Experiment { get; private set; } = null!;

    public RunFolder Run => new(Folder);

    public async ValueTask InitializeAsync()
    {
        Experiment = ExperimentPlan.Build(Settings);
        (await ExperimentRun.RunAsync(Settings, Folder, null, null, CancellationToken.None)).ShouldNotBeNull();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
