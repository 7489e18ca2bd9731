using System.Globalization;
using AlwaysOnPolicy.Experiments.FineTuning;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A finished fine-tuning.</summary>
internal static class FineTuneSummary
{
    public static void Print(FineTuneResult result)
    {
        var outcome = result.Outcome;
        var table = new Table().Title($"Fine-tuning on {outcome.Demonstrations} demonstrations").Border(TableBorder.Rounded).AddColumn("epoch");
        foreach (var name in new[] { "training loss", $"validation loss ({outcome.Validation} held out)" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (var e in outcome.Epochs) table.AddRow(e.Epoch == 0 ? "before" : $"{e.Epoch}", Number(e.TrainingLoss), Number(e.ValidationLoss));
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
        System.Console.WriteLine(outcome.Validation == 0
            ? "Nothing was held out: the best model is the last one." : $"Losses in nats a token. The best model is that of epoch {outcome.BestEpoch}.");
        System.Console.WriteLine($"\nBest: {result.Best}\nLast: {result.Last}");   // not by the console that wraps: a path must stay whole
    }

    private static string Number(double? loss) => loss?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
