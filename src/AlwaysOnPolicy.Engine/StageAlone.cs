using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Runs one stage of a plan, whose inputs are finished, or one shard of it.</summary>
/// <param name="folder">The run's.</param>
/// <param name="compute">What it is computed with, for its stage.json.</param>
public sealed class StageAlone(RunFolder folder, Plan plan, StageCompute? compute)
{
    /// <summary>The stage of a key.</summary>
    /// <param name="key">Or the beginning of one; or a stage folder's name.</param>
    /// <exception cref="SettingsException">The plan has no such stage, or several.</exception>
    public static PlanNode Find(Plan plan, string key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanNode[] found = key.Length == 0 ? [] : [.. plan.Nodes.Where(n => n.Key.StartsWith(key, StringComparison.Ordinal) || n.FolderName == key)];
        return found.Length == 1 ? found[0] : throw new SettingsException(found.Length == 0
            ? $"No stage of this run has the key '{key}'. Its plan.json has them, and 'aop runs show' lists them; where models or data that the run names " +
                "differ on this machine, keys differ, too."
            : $"{found.Length} stages of this run have keys that begin with '{key}': {string.Join(", ", found.Take(4).Select(n => n.FolderName))}. " +
                "Write more of it.");
    }

    /// <summary>Runs the whole stage, with what its shards and killed runs have kept; finds it where it is there.</summary>
    /// <returns>False where it was there.</returns>
    /// <exception cref="SettingsException">Inputs are missing.</exception>
    /// <exception cref="StorageException">Another run holds the folder, or it cannot be written.</exception>
    public async Task<bool> RunAsync(PlanNode node, IRunObserver? observer, CancellationToken cancel)
    {
        RequireInputs(node);
        using var hold = folder.Open();
        using var log = new RunLog(folder.LogFile);
        return await Guarded(() => new NodeRunner(folder, plan.Seed, compute, log, Begin(observer)).RunAsync(node, cancel), node, cancel);
    }

    /// <summary>Makes a shard's blocks, which are kept in a file of its own: shards of one stage may run side by side.</summary>
    /// <exception cref="SettingsException">Inputs are missing, or the stage is not made in blocks.</exception>
    public async Task RunShardAsync(PlanNode node, StageShard shard, IRunObserver? observer, CancellationToken cancel)
    {
        RequireInputs(node);
        if (node.Reach != StageReach.InShards) throw new SettingsException($"--shard {shard}: stage {node} is not cut. Run it without --shard.");
        var temporary = Directory.CreateTempSubdirectory("aop-shard-").FullName;   // a shard leaves what it kept, and no stage
        try
        {
            using var log = new RunLog(Path.Combine(temporary, "log.jsonl"));
            using var context = new StageContext(folder, node, plan.Seed, temporary, log, Begin(observer)) { Shard = shard };
            await Guarded<object?>(async () =>
            {
                try
                {
                    await node.ExecuteAsync(context, cancel);
                }
                catch (ShardEndException)
                {
                }
                return null;
            }, node, cancel);
        }
        finally
        {
            Durable.DeleteQuietly(temporary);
        }
    }

    private static OneAtATime Begin(IRunObserver? observer)
    {
        var told = new OneAtATime(observer);
        told.RunStarted(1);
        return told;
    }

    private void RequireInputs(PlanNode node)
    {
        if (node.Inputs.FirstOrDefault(i => !folder.IsDone(i)) is { } missing)
            throw new SettingsException($"Stage {node} needs {missing}, which is not finished in '{folder.FullPath}'. Run that first: " +
                $"aop stage run {missing.Key[..12]} --run {folder.FullPath}");
    }

    private async Task<T> Guarded<T>(Func<Task<T>> act, PlanNode node, CancellationToken cancel)
    {
        try
        {
            return await Runtime.OwnThread.Run(node.FolderName, act);
        }
        catch (OperationCanceledException e) when (cancel.IsCancellationRequested)
        {
            throw new StoppedException(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder.FullPath, e);
        }
        catch (Exception e) when (e is not StorageException)
        {
            throw new StageFailedException(node, e);
        }
    }
}
