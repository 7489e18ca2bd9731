using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Where a run stands.</summary>
internal static class StatusLines
{
    /// <param name="run">The folder as the user named it.</param>
    public static void Print(string run, RunStatus status, TextWriter writer)
    {
        var took = Pace.Short(status.Took);
        writer.WriteLine($"{run}: " + status.State switch
        {
            RunState.Running => $"running for {took}, {status.Done} of {status.Stages} stages done",
            RunState.Finished => $"finished, {status.Done} of {status.Stages} stages; the last run took {took}",
            RunState.Stopped => $"stopped after {took}, {status.Done} of {status.Stages} stages done; the same command goes on",
            RunState.Failed => $"failed after {took}, {status.Done} of {status.Stages} stages done; once the cause is mended, the same command goes on",
            _ => $"ended without a word after {took}, {status.Done} of {status.Stages} stages done: killed, or the machine went down; the same command goes on",
        } + ".");
        for (var i = 0; i < status.Running.Count; i++)
        {
            var stage = status.Running[i];
            var steps = stage.Total > 0 ? $" {stage.Done}/{stage.Total}" : "";
            writer.WriteLine($"  stage {status.Done + i + 1} of {status.Stages}, {ProgressDisplay.Label(stage.Labels)}{steps}: " +
                $"{Pace.Text(TimeSpan.FromSeconds(stage.Seconds), Left(stage))}{(stage.Text is null ? "" : $"; {stage.Text}")}");
        }
        if (RewardCheckNotes.Of(new RunFolder(run)) is { } fit) writer.WriteLine($"  {fit}");
        if (status.Error is not null) writer.WriteLine($"  {status.Error}");
        if (status.State != RunState.Finished)
        {
            if (status.Last is not null) writer.WriteLine($"  finished last: {status.Last}");
            return;
        }
        foreach (var page in new[] { Path.Combine(run, RunFolder.ReportName, "index.html"), Path.Combine(run, "bench.html") }.Where(File.Exists))
            writer.WriteLine($"  report: {page}");
        string[] models = [.. RunPolicies.In(run).Select(p => RunPolicies.Place(run, p)), .. RunPolicies.Models(run)];
        foreach (var model in models) writer.WriteLine($"  model: {model}");
        if (models.Length > 0 && !File.Exists(Path.Combine(run, "reward.yaml"))) writer.WriteLine($"  ask one: aop chat {models[^1]}");
    }

    /// <param name="folder">That holds runs of several seeds, and the report that puts them together.</param>
    public static void PrintReport(string folder, TextWriter writer)
    {
        var page = Path.Combine(folder, RunFolder.ReportName, "index.html");
        if (File.Exists(page)) writer.WriteLine($"report over all seeds: {page}");
    }

    private static TimeSpan? Left(StageProgress stage) => stage.FirstSeconds is { } first
        ? Pace.Left(TimeSpan.FromSeconds(stage.Seconds - first), stage.Done, stage.Total, stage.First) : null;
}
