using System.Diagnostics;
using System.Text;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Brings every stage of a plan to its finished folder, inputs first. What an earlier run finished is not computed again.</summary>
/// <param name="held">What <see cref="RunFolder.Open"/> gave, of a caller that holds the folder for longer; null takes the folder for the run alone.</param>
public sealed class Runner(RunFolder folder, IDisposable? held = null)
{
    /// <summary>Version of the program, as stage.json records it.</summary>
    public static string ProductVersion => NodeRunner.ProductVersion;

    /// <summary>
    /// Runs the plan. When a stage fails, those that run beside it are cancelled and waited for, and the first error is thrown; when
    /// <paramref name="cancel"/> is, likewise. Finished stages stay.
    /// </summary>
    /// <exception cref="StageFailedException">A stage threw.</exception>
    /// <exception cref="StorageException">The folder cannot be written, its disk is full, or another run holds it.</exception>
    /// <exception cref="SettingsException"><see cref="RunOptions.StopAfter"/> names nothing of the plan, or a finished run of other settings is there, which
    /// <see cref="RunOptions.KeepFinished"/> protects.</exception>
    /// <exception cref="StoppedException"><paramref name="cancel"/> stopped it before the end.</exception>
    public async Task<RunSummary> RunAsync(Plan plan, RunOptions options, IRunObserver? observer = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ParallelStages, 1, nameof(options));
        var wanted = options.StopAfter is { } last ? UpTo(plan, last) : plan.Nodes;
        var clock = Stopwatch.StartNew();
        using var hold = held is null ? folder.Open() : null;
        try
        {
            FinishedRun.RequireKept(folder, plan, options);
            string?[] told =
            [
                KilledRun.Sentence(folder), PlanDamage(),
                PlanChanges.Sentence(PlanChanges.Of(folder, plan, options.Experiment, options.ExperimentName), plan, folder),
                CheckpointSweep.Run(folder, plan), MixedCompute(wanted, options.Compute),
            ];
            if (options.Experiment is { } experiment) Durable.WriteText(Path.Combine(folder.FullPath, options.ExperimentName), experiment);
            var settings = options.Experiment is { } text ? FileHash.Of(Encoding.UTF8.GetBytes(text)) : null;
            Durable.WriteBytes(folder.PlanFile, SealedJson.Seal(plan.ToJson(settings)));
            using var log = new RunLog(folder.LogFile);
            log.Write("run_started", text: $"version {NodeRunner.ProductVersion}, {wanted.Count} of {plan.Nodes.Count} stages, seed {plan.Seed}");
            try
            {
                using var progress = new ProgressFile(folder.FullPath, observer);
                var oneAtATime = new OneAtATime(progress);
                oneAtATime.RunStarted(wanted.Count);
                foreach (var note in told.OfType<string>())
                {
                    log.Write("note", text: note);
                    oneAtATime.Note(null, note);
                }
                using var own = new SemaphoreSlim(options.ParallelStages);
                var nodes = new NodeRunner(folder, plan.Seed, options.Compute, log, oneAtATime, options.Workers, own);
                var beside = options.Workers is null ? options.ParallelStages : wanted.Count;   // what waits for other machines needs none of this one
                var computed = await new Schedule(wanted, beside, nodes).RunAsync(cancel);
                log.Write("run_finished", elapsed: clock.Elapsed);
                return new RunSummary(computed, wanted.Count - computed, plan.Nodes.Count - wanted.Count, clock.Elapsed);
            }
            catch (Exception e)
            {
                log.WriteQuietly(e is OperationCanceledException ? "run_cancelled" : "run_failed", elapsed: clock.Elapsed);
                throw;
            }
        }
        catch (OperationCanceledException e) when (cancel.IsCancellationRequested)
        {
            throw new StoppedException(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder.FullPath, e);
        }
    }

    /// <summary>What is wrong with the plan of the last run, which is written anew.</summary>
    private string? PlanDamage()
    {
        try
        {
            if (File.Exists(folder.PlanFile)) PlannedStage.In(folder);
            return null;
        }
        catch (StorageException)
        {
            return $"'{folder.PlanFile}' was not as the last run wrote it: it is written anew.";
        }
    }

    /// <summary>A warning where there is something left to compute, and what is there was computed otherwise.</summary>
    private string? MixedCompute(IReadOnlyList<PlanNode> wanted, StageCompute? now)
    {
        StageRecord[] there = [.. wanted.Select(n => (n.Key, Record: StageRecord.TryRead(folder.FolderOf(n)))).Where(n => n.Record?.Key == n.Key)
            .Select(n => n.Record!)];
        return there.Length == wanted.Count ? null : StageCompute.Sentence([.. there.Select(r => r.Compute), now]);
    }

    private static PlanNode[] UpTo(Plan plan, string last)
    {
        var wanted = new HashSet<PlanNode>();
        foreach (var node in plan.Nodes.Where(n => n.Id.Name == last || n.Labels.Contains(last))) Include(node);
        if (wanted.Count == 0)
        {
            var names = string.Join(", ", plan.Nodes.Select(n => n.Id.Name).Distinct().Order(StringComparer.Ordinal));
            throw new SettingsException($"No stage of this experiment is named or labelled '{last}'. The stages are: {names}. Labels are in plan.json.");
        }
        return [.. plan.Nodes.Where(wanted.Contains)];

        void Include(PlanNode node)
        {
            if (!wanted.Add(node)) return;
            foreach (var input in node.Inputs) Include(input);
        }
    }
}
