using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>The experiment of tiny.yaml, and what identifies the artifacts it leaves.</summary>
internal static class TinyExperiment
{
    public static ExperimentSettings Settings(params string[] overrides) =>
        SettingsFile.Load<ExperimentSettings>(Path.Combine(AppContext.BaseDirectory, "tiny.yaml"), overrides);

    /// <summary>The hash of every file of every finished stage but the times, and a checkpoint's list of hashes, which has theirs.</summary>
    public static SortedDictionary<string, string> Artifacts(string runFolder) => new(new RunFolder(runFolder).FinishedStages()
        .SelectMany(stage => stage.Files.Where(f => Path.GetFileName(f.Path) is not ("times.jsonl" or "checkpoint.json"))
            .Select(f => KeyValuePair.Create($"{stage.Name}-{stage.Key[..12]}/{f.Path}", f.Sha256)))
        .ToDictionary(), StringComparer.Ordinal);
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
