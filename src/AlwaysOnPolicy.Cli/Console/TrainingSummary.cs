using System.Globalization;
using AlwaysOnPolicy.Experiments.RewardTraining;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A finished reward training.</summary>
internal static class TrainingSummary
{
    public static void Print(TrainedReward result, string best, string last)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

        var table = new Table().Title("Held-out pairs").Border(TableBorder.Rounded).AddColumn("epoch");
        foreach (var name in new[] { "training loss", "right", "of", "share", "95 %" }) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (var e in result.Epochs)
            table.AddRow(e.Epoch == 0 ? "before" : Text($"{e.Epoch}"), e.TrainingLoss is { } loss ? Text($"{loss:0.000}") : "–", Text($"{e.Right}"),
                Text($"{e.Total}"),
                Text($"{100.0 * e.Right / e.Total:0.0} %"), Text($"{100 * e.Interval.Low:0.0}–{100 * e.Interval.High:0.0}"));
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
        var kept = result.Epochs[result.BestEpoch];
        System.Console.WriteLine(
            $"Trained on {result.Pairs} pairs{(result.WithMargin > 0 ? $", {result.WithMargin} of them with a margin of their own" : "")}. Chance is 50 %; " +
            $"epoch {result.BestEpoch}, the best, is " +
            (kept.Interval.Low > 0.5 ? "above it." : "not shown to be above it.") +
                (result.Epochs.Count > 2 ? " The best of several is a little flattered: judge it on other pairs." : ""));
        System.Console.WriteLine($"\nBest: {best}\nLast: {last}");   // not by the console that wraps: a path must stay whole
    }
}
