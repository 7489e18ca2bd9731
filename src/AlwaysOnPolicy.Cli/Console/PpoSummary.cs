using System.Globalization;
using AlwaysOnPolicy.Experiments.PpoAlone;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What PPO alone came to.</summary>
internal static class PpoSummary
{
    public static void Print(PpoAloneResult result)
    {
        var outcome = result.Outcome;
        System.Console.WriteLine();
        if (outcome.Reward is { } r)
        {
            System.Console.WriteLine($"Mean reward of the answers to {r.Prompts} {r.Kind}:");   // a title would be broken at the width of its table
            var table = new Table().Border(TableBorder.Rounded);
            foreach (var name in new[] { "before", "after", "difference [[95 %]]" }) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
            var gain = r.Gain.Interval is { } i
                ? $"{r.Gain.Mean:+0.000;−0.000;0.000} [{i.Low:+0.000;−0.000;0.000} to {i.High:+0.000;−0.000;0.000}]" : $"{r.Gain.Mean:+0.000;−0.000;0.000}";
            table.AddRow(Number(r.Before.Mean), Number(r.After.Mean), Markup.Escape(gain));
            AnsiConsole.Write(table);
        }
        System.Console.WriteLine($"{outcome.Steps} steps; KL to the reference at the end: {Number(outcome.LastKl)} nats an answer.");
        System.Console.WriteLine(outcome.Warnings.Count == 0 ? "The monitors saw nothing wrong." : $"The monitors said {outcome.Warnings.Count} " +
            $"thing{(outcome.Warnings.Count == 1 ? "" : "s")}, above and in the report.");
        System.Console.WriteLine($"\nPolicy: {result.Model}\nReport: {result.Page}");   // not by the console that wraps: a path must stay whole
    }

    private static string Number(double value) => value.ToString("0.000;−0.000;0.000", CultureInfo.InvariantCulture);
}
