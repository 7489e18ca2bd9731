using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Engine;

/// <summary>Brings one node of a plan to its finished folder: by finding it there, by having it made elsewhere, or by running its stage.</summary>
/// <param name="own">As many as may run here at once: with <paramref name="workers"/> the schedule does not see to it.</param>
internal sealed class NodeRunner(
    RunFolder folder, ulong seed, StageCompute? compute, RunLog log, IRunObserver observer, IStageWorkers? workers = null, SemaphoreSlim? own = null)
{
    /// <summary>Version of the program, as stage.json records it.</summary>
    public static string ProductVersion { get; } =
        typeof(NodeRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <returns>True when the stage was run, false when its output was there.</returns>
    public async Task<bool> RunAsync(PlanNode node, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (IsThere(node))
        {
            Durable.DeleteQuietly(folder.CheckpointFolderOf(node));   // of a run that was killed right after it had finished the stage
            log.Write("stage_reused", node);
            observer.StageReused(node);
            return false;
        }
        var temporary = folder.TemporaryFolderOf(node);
        try
        {
            log.Write("stage_started", node);
            observer.StageStarted(node);
            using var activity = Telemetry.Source.StartActivity("stage")?.SetTag("aop.stage", node.Id.Name).SetTag("aop.key", node.Key);
            var elapsed = workers is not null && node.Reach != StageReach.Here ? await SendAsync(node, workers, cancel)
                : await HereAsync(node, temporary, cancel);
            log.Write("stage_finished", node, elapsed);
            observer.StageFinished(node, elapsed);
            return true;
        }
        catch (Exception e)
        {
            Durable.DeleteQuietly(temporary);
            if (e is OperationCanceledException && cancel.IsCancellationRequested) log.WriteQuietly("stage_cancelled", node);
            else log.WriteQuietly("stage_failed", node, text: $"{e.GetType().Name}: {e.Message}");
            if (StorageException.IsDiskFull(e)) throw StorageException.DiskFull(folder.FullPath, e);
            if (e is UnauthorizedAccessException && e.Message.Contains(folder.FullPath, StringComparison.Ordinal))
                throw StorageException.CannotWrite(folder.FullPath, e);   // taken away on the way: that it could be written was looked at before
            if (MemoryException.IsOne(e)) throw MemoryException.Of(e);
            throw;
        }
    }

    private async Task<TimeSpan> SendAsync(PlanNode node, IStageWorkers to, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await to.RunAsync(node, folder, Tell, (done, total) => observer.StageProgress(node, done, total, null), cancel);
        var place = folder.FolderOf(node);
        if (StageRecord.TryRead(place) is not { } record || record.Key != node.Key || record.FindDamage(place) is not null)
            throw new StorageException($"'{place}' is not what the stage left on another machine. Run the same command again: it is made anew.");
        Durable.DeleteQuietly(folder.CheckpointFolderOf(node));
        return clock.Elapsed;

        void Tell(string text)
        {
            log.Write("note", node, text: text);
            observer.Note(node, text);
        }
    }

    private async Task<TimeSpan> HereAsync(PlanNode node, string temporary, CancellationToken cancel)
    {
        if (own is not null) await own.WaitAsync(cancel);
        try
        {
            return await ComputeAsync(node, temporary, cancel);
        }
        finally
        {
            own?.Release();
        }
    }

    private bool IsThere(PlanNode node)
    {
        var place = folder.FolderOf(node);
        if (!Directory.Exists(place)) return false;
        var record = StageRecord.TryRead(place);
        var damage = record?.Key == node.Key ? record.FindDamage(place) : "stage.json cannot be used";
        if (damage is null) return !record!.Incomplete;
        var note = $"stages/{node.FolderName} is damaged ({damage}): the stage is computed anew.";
        log.Write("note", node, text: note);
        observer.Note(node, note);
        return false;
    }

    private async Task<TimeSpan> ComputeAsync(PlanNode node, string temporary, CancellationToken cancel)
    {
        var started = DateTimeOffset.UtcNow;
        var clock = Stopwatch.StartNew();
        var processor = StageClock.Start(compute);
        Directory.CreateDirectory(temporary);
        IReadOnlyList<string> notes;
        IReadOnlyDictionary<string, long> counts;
        bool incomplete;
        using (var context = new StageContext(folder, node, seed, temporary, log, observer))
        {
            await node.ExecuteAsync(context, cancel);
            (notes, counts, incomplete) = (context.Notes, context.Counts, context.IsIncomplete);
        }
        NativeHeap.ReleaseUnused();
        var files = StageRecord.HashFiles(temporary);
        using var process = Process.GetCurrentProcess();
        var record = new StageRecord
        {
            Name = node.Id.Name,
            Version = node.Id.Version,
            Key = node.Key,
            Seed = seed,
            Labels = node.Labels,
            Inputs = [.. node.Inputs.Select(i => i.Key)],
            Started = started,
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            ProcessorSeconds = Math.Round(processor.Elapsed.TotalSeconds, 3),
            Counts = counts,
            PeakMemoryBytes = process.PeakWorkingSet64,
            ProductVersion = ProductVersion,
            Compute = compute,
            Notes = notes,
            Incomplete = incomplete,
            Files = files,
        };
        File.WriteAllBytes(Path.Combine(temporary, StageRecord.FileName), SealedJson.Seal(JsonSerializer.Serialize(record, ArtifactJson.Indented)));
        Durable.Publish(temporary, folder.FolderOf(node));
        if (!incomplete) Durable.DeleteQuietly(folder.CheckpointFolderOf(node));
        return clock.Elapsed;
    }
}
