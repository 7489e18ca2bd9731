using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Where a run stands.</summary>
internal static class StatusLines
{
    /// <param name="run">The folder as the user named it.</param>
    public static void Print(string run, RunStatus status, TextWriter writer)
    {
        var took = Pace.Short(status.Until - status.Since);
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
                $"{Pace.Text(status.Until - stage.Started, Left(stage, status.Until))}{(stage.Text is null ? "" : $"; {stage.Text}")}");
        }
        if (status.Error is not null) writer.WriteLine($"  {status.Error}");
        if (status.State != RunState.Finished)
        {
            if (status.Last is not null) writer.WriteLine($"  finished last: {status.Last}");
            return;
        }
        var page = Path.Combine(run, RunFolder.ReportName, "index.html");
        if (File.Exists(page)) writer.WriteLine($"  report: {page}");
        if (RunPolicies.In(run) is { Count: > 0 } policies) writer.WriteLine($"  policies: {string.Join(", ", policies)} (aop chat {run}:{policies[0]})");
    }

    private static TimeSpan? Left(StageProgress stage, DateTimeOffset now) => stage.FirstAt is { } first
        ? Pace.Left(now - first, stage.Done, stage.Total, stage.First) : null;
}
