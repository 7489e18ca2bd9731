using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Keeping;

/// <summary>A run's folder at a glance, from its files alone; nothing is changed there.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Condition">How it is.</param>
/// <param name="Done">Stages of its plan that are there and lack nothing.</param>
/// <param name="Stages">Of its plan.</param>
/// <param name="Bytes">Of all files in it, links not counted.</param>
/// <param name="LastActivity">When the last thing happened that its log tells of.</param>
/// <param name="Seed">The run's; null where its plan cannot be read.</param>
/// <param name="Damage">What is wrong, with the file; null where nothing is.</param>
public sealed record RunOverview(
    string Folder, RunCondition Condition, int Done, int Stages, long Bytes, DateTimeOffset LastActivity, ulong? Seed, string? Damage)
{
    private const int StudyLevels = 3, MostNamed = 6;   // study/variation/seed

    /// <summary>The runs in a folder, those of several seeds and of studies among them; the folder itself where it is a run's. By their paths.</summary>
    public static IReadOnlyList<string> FoldersIn(string folder) => [.. In(folder, StudyLevels)];

    /// <summary>Refuses a folder that is no run's.</summary>
    /// <exception cref="SettingsException">It holds no run; those in the folder of a study are named.</exception>
    public static void RequireRun(string folder)
    {
        if (IsRun(folder)) return;
        var inside = FoldersIn(folder);
        throw new SettingsException(inside.Count == 0
            ? $"'{folder}' holds no run: it has no plan.json. Name the folder that a run was given with --out."
            : $"'{folder}' is no run's folder, but has {inside.Count} in it: name one of them, {string.Join(", ", inside.Take(MostNamed))}" +
                $"{(inside.Count > MostNamed ? ", …" : "")}.");
    }

    /// <summary>Reads a run.</summary>
    /// <param name="hashes">Whether every file of a stage is held to its hash, and not to its length alone.</param>
    /// <exception cref="SettingsException">The folder holds no run.</exception>
    public static RunOverview Read(RunFolder run, bool hashes = false)
    {
        RequireRun(run.FullPath);
        var bytes = FilesOf(run.FullPath).Sum(f => f.Length);
        var last = new DateTimeOffset(File.GetLastWriteTimeUtc(run.PlanFile), TimeSpan.Zero);
        try
        {
            var planned = PlannedStage.In(run);
            var seed = (ulong)PlannedStage.Root(run)["seed"]!;
            if (run.ReadLog() is [.., var line]) last = line.Time;
            var done = planned.Count(run.IsDone);
            var condition = RunStatus.Read(run).State == RunState.Running ? RunCondition.Running
                : done == planned.Count ? RunCondition.Finished : RunCondition.Interrupted;
            var damage = condition == RunCondition.Running ? null : planned.Select(s => DamageOf(run, s, hashes)).FirstOrDefault(d => d is not null);
            return new(run.FullPath, damage is null ? condition : RunCondition.Damaged, done, planned.Count, bytes, last, seed, damage);
        }
        catch (StorageException e)
        {
            return new(run.FullPath, RunCondition.Damaged, 0, 0, bytes, last, null, e.Message);
        }
    }

    /// <summary>What is wrong with a stage that is there.</summary>
    /// <returns>Null where nothing is, or it is not there.</returns>
    internal static string? DamageOf(RunFolder run, PlannedStage stage, bool hashes)
    {
        var place = Path.Combine(run.StagesFolder, stage.FolderName);
        if (!Directory.Exists(place)) return null;
        var said = StageRecord.TryRead(place) is { } record && record.Key == stage.Key ? record.FindDamage(place, hashes) : "stage.json cannot be used";
        return said is null ? null : $"{RunFolder.StagesName}/{stage.FolderName}: {said}";
    }

    /// <summary>The regular files under a folder; no link is followed.</summary>
    internal static IEnumerable<FileInfo> FilesOf(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null) continue;
            if (entry is FileInfo file) yield return file;
            else foreach (var inner in FilesOf(entry.FullName)) yield return inner;
        }
    }

    private static IEnumerable<string> In(string folder, int levels) => IsRun(folder) ? [folder] : levels == 0 || !Directory.Exists(folder) ? []
        : Directory.EnumerateDirectories(folder).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal).SelectMany(f => In(f, levels - 1));

    private static bool IsRun(string folder) => File.Exists(new RunFolder(folder).PlanFile)
        && !Path.GetFileName(folder).StartsWith(Durable.TemporaryPrefix, StringComparison.Ordinal);
}
