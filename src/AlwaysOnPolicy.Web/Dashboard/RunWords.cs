using System.Globalization;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>Where a run stands and what has happened, in sentences.</summary>
internal static class RunWords
{
    public static string Of(RunStatus status)
    {
        var done = $"{status.Done} of {status.Stages} stages done";
        return status.State switch
        {
            RunState.Running => $"Running since {Clock(status.Since)}: {done}.",
            RunState.Finished => $"Finished: {done}.",
            RunState.Stopped => $"Stopped: {done}. The same command goes on.",
            RunState.Failed => $"Failed: {done}. {status.Error} Once the cause is mended, the same command goes on.",
            _ => $"Ended without a word: {done}. It was killed, or the machine went down; the same command goes on.",
        };
    }

    public static string Of(StageProgress stage) => Label(stage.Labels) + (stage.Total > 0 ? $" {stage.Done}/{stage.Total}" : "") +
        (stage.Text is null ? "" : $": {stage.Text}");

    public static string Of(RunLogLine line)
    {
        var (stage, took) = (Label(line.Labels ?? []), line.Seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $", {s:0.0} s") : "");
        return $"{Clock(line.Time)} " + line.Event switch
        {
            "run_started" => $"The run began: {line.Text}.",
            "run_finished" => $"The run is finished{took}.",
            "run_failed" => $"The run failed{took}.",
            "run_cancelled" => $"The run was stopped{took}.",
            "stage_started" => $"{stage} began.",
            "stage_finished" => $"{stage} is done{took}.",
            "stage_reused" => $"{stage} was there already.",
            "stage_failed" => $"{stage} failed: {line.Text}",
            "stage_cancelled" => $"{stage} was stopped.",
            "note" => stage.Length > 0 ? $"{stage}: {line.Text}" : $"{line.Text}",
            var other => $"{other} {stage} {line.Text}",
        };
    }

    /// <summary>Of the machine that shows the page.</summary>
    private static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Label(IReadOnlyList<string> labels) => string.Join(", ", labels);
}
