namespace AlwaysOnPolicy.Engine.Keeping;

/// <summary>A stage of a run's plan as it stands in the run's folder.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Labels">What it is for in the plan.</param>
/// <param name="Key">The key of its artifact.</param>
/// <param name="State">done, incomplete, damaged, begun (it has checkpoints, or is under way), or open.</param>
/// <param name="Bytes">Of its files; of its checkpoints where it is not done.</param>
/// <param name="Seconds">That it took; null where it is not done.</param>
/// <param name="Damage">What is wrong with it; null where nothing is.</param>
public sealed record StageOverview(string Stage, IReadOnlyList<string> Labels, string Key, string State, long Bytes, double? Seconds, string? Damage)
{
    /// <summary>The stages of a run, in the order of its plan.</summary>
    /// <param name="hashes">Whether every file is held to its hash, and not to its length alone.</param>
    /// <exception cref="SettingsException">The folder holds no run.</exception>
    /// <exception cref="StorageException">Its plan cannot be read.</exception>
    public static IReadOnlyList<StageOverview> Of(RunFolder run, bool hashes = false) => [.. PlannedStage.In(run).Select(s => Read(run, s, hashes))];

    private static StageOverview Read(RunFolder run, PlannedStage stage, bool hashes)
    {
        var (place, checkpoints) = (Path.Combine(run.StagesFolder, stage.FolderName), Path.Combine(run.CheckpointsFolder, stage.FolderName));
        StageOverview Of(string state, string? folder, double? seconds = null, string? damage = null) => new(stage.Name, stage.Labels, stage.Key, state,
            folder is null ? 0 : RunOverview.FilesOf(folder).Sum(f => f.Length), seconds, damage);
        if (RunOverview.DamageOf(run, stage, hashes) is { } said) return Of("damaged", place, damage: said);
        if (StageRecord.TryRead(place) is { } record) return Of(record.Incomplete ? "incomplete" : "done", place, record.Seconds);
        if (Directory.Exists(checkpoints)) return Of("begun", checkpoints);
        return run.WorkingFolderOf(stage.Output<object>()) is { } working && Directory.Exists(working) ? Of("begun", null) : Of("open", null);
    }
}
