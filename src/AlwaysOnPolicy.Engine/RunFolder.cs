using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>The folder of a run: experiment.yaml, plan.json, run.log.jsonl, and a folder under stages/ for every finished stage.</summary>
/// <param name="path">It need not exist yet.</param>
public sealed class RunFolder(string path)
{
    /// <summary>Name of <see cref="ReportFolder"/>.</summary>
    public const string ReportName = "report";

    internal const string ExperimentName = "experiment.yaml";

    /// <summary>Name of <see cref="StagesFolder"/>.</summary>
    internal const string StagesName = "stages";

    /// <summary>The folder itself.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The settings of the run, as they were when it began last.</summary>
    public string ExperimentFile => Path.Combine(FullPath, ExperimentName);

    /// <summary>Made from the stages, again at the end of every run.</summary>
    public string ReportFolder => Path.Combine(FullPath, ReportName);

    /// <summary>The stages of the run with their keys and labels.</summary>
    public string PlanFile => Path.Combine(FullPath, "plan.json");

    /// <summary>What happened, a line of JSON each.</summary>
    public string LogFile => Path.Combine(FullPath, "run.log.jsonl");

    /// <summary>A folder for every finished stage.</summary>
    public string StagesFolder => Path.Combine(FullPath, StagesName);

    /// <summary>The folder with an artifact's output.json and side files.</summary>
    public string FolderOf(Artifact artifact) => Path.Combine(StagesFolder, artifact.FolderName);

    /// <inheritdoc cref="FolderOf(Artifact)"/>
    public string FolderOf(PlanNode node) => Path.Combine(StagesFolder, node.FolderName);

    /// <summary>Where a stage is being written; null where nobody is at it. It may be gone at any time.</summary>
    public string? WorkingFolderOf(Artifact artifact) => Directory.Exists(StagesFolder)
        ? Directory.EnumerateDirectories(StagesFolder, $"{Durable.TemporaryPrefix}{artifact.FolderName}-*").MaxBy(Directory.GetLastWriteTimeUtc) : null;

    /// <summary>True when the stage was finished; its files are not checked.</summary>
    public bool Has(Artifact artifact) => StageRecord.TryRead(FolderOf(artifact))?.Key == artifact.Key;

    /// <summary>True when the stage was finished and lacks nothing; its files are not checked.</summary>
    public bool IsDone(PlanNode node) => StageRecord.TryRead(FolderOf(node)) is { Incomplete: false } record && record.Key == node.Key;

    /// <inheritdoc cref="IsDone(PlanNode)"/>
    internal bool IsDone(PlannedStage stage) =>
        StageRecord.TryRead(Path.Combine(StagesFolder, stage.FolderName)) is { Incomplete: false } record && record.Key == stage.Key;

    /// <summary>Reads a finished stage's output record.</summary>
    /// <exception cref="StorageException">The stage is not finished, or its output.json or stage.json is damaged.</exception>
    public async Task<T> ReadAsync<T>(Artifact<T> artifact, CancellationToken cancel = default)
    {
        var file = Path.Combine(FolderOf(artifact), ArtifactJson.FileName);
        try
        {
            if (!File.Exists(Path.Combine(FolderOf(artifact), StageRecord.FileName))) throw new FileNotFoundException();
            var bytes = await Task.Run(() => StageFiles.Read(FolderOf(artifact), ArtifactJson.FileName), cancel);
            return JsonSerializer.Deserialize<T>(bytes, ArtifactJson.Indented) ?? throw new JsonException("it holds null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException($"'{file}' is not there: stage '{artifact.StageName}' has not finished in this run. Run the experiment on.", e);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StorageException(
                $"'{file}' does not hold what stage '{artifact.StageName}' writes: {e.Message} Delete its folder and run again: only it is computed anew.", e);
        }
    }

    /// <summary>The settings of the run in the words of a file, after a look whether they are as the run wrote them.</summary>
    /// <param name="name">Of the file.</param>
    /// <exception cref="StorageException">It cannot be read, or is not as the run wrote it.</exception>
    public string ReadSettings(string name)
    {
        var file = Path.Combine(FullPath, name);
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (PlannedStage.SettingsHash(this) is { } hash && hash != FileHash.Of(bytes))
                throw new StorageException($"'{file}' is not as the run wrote it. Run the run's own command again: it is written anew.");
            return Encoding.UTF8.GetString(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StorageException($"'{(e is JsonException ? PlanFile : file)}' cannot be read: {e.Message} Run the run's own command again: it is " +
                $"written anew.", e);
        }
    }

    /// <summary>The records of all finished stages, the earliest first. Safe while a run is going on.</summary>
    public IReadOnlyList<StageRecord> FinishedStages() => Directory.Exists(StagesFolder)
        ?
        [
            .. Directory.EnumerateDirectories(StagesFolder)
                .Where(f => !Path.GetFileName(f).StartsWith(Durable.TemporaryPrefix, StringComparison.Ordinal))
                .Select(StageRecord.TryRead)
                .OfType<StageRecord>()
                .OrderBy(r => r.Started),
        ]
        : [];

    /// <summary>Those of them that a plan has, in its order, which no clock decides.</summary>
    public IReadOnlyList<StageRecord> FinishedStages(Plan plan) =>
        [.. plan.Nodes.Select(n => (n.Key, Record: StageRecord.TryRead(FolderOf(n)))).Where(s => s.Record?.Key == s.Key).Select(s => s.Record!)];

    /// <summary>The lines of run.log.jsonl so far; empty before the first run.</summary>
    public IReadOnlyList<RunLogLine> ReadLog() => RunLog.Read(LogFile);

    /// <summary>The folder in which a stage is written until it is finished.</summary>
    internal string TemporaryFolderOf(PlanNode node) =>
        Path.Combine(StagesFolder, $"{Durable.TemporaryPrefix}{node.FolderName}-{Environment.ProcessId}");

    internal string CheckpointsFolder => Path.Combine(FullPath, "checkpoints");

    /// <summary>What a stage keeps while it is not finished.</summary>
    public string CheckpointFolderOf(PlanNode node) => Path.Combine(CheckpointsFolder, node.FolderName);

    /// <summary>Holds the run, so that no process runs in its folder until what is given back is disposed.</summary>
    /// <exception cref="StorageException">A process holds it already, or the folder cannot be written.</exception>
    public IDisposable Hold()
    {
        try
        {
            return RunLock.Take(FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(FullPath, e);
        }
    }

    /// <summary>Creates the folder, takes its lock for this process, and removes what killed runs left behind. Whoever writes into the folder after its stages
    /// are finished holds it until then, and gives what it holds to the <see cref="Runner"/>.</summary>
    /// <returns>Lets go of it.</returns>
    /// <exception cref="StorageException">It cannot be created or written, or another run holds it.</exception>
    public IDisposable Open()
    {
        try
        {
            Directory.CreateDirectory(StagesFolder);
            var held = RunLock.Take(FullPath);
            string[] leftovers =
            [
                .. Directory.GetFileSystemEntries(FullPath, Durable.TemporaryPrefix + "*"),
                .. Directory.Exists(ReportFolder)
                    ? Directory.GetFileSystemEntries(ReportFolder, Durable.TemporaryPrefix + "*", SearchOption.AllDirectories) : [],
                .. Directory.GetFileSystemEntries(StagesFolder, Durable.TemporaryPrefix + "*"),
            ];
            foreach (var leftover in leftovers) Durable.DeleteQuietly(leftover);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(FullPath, e);
        }
    }
}
