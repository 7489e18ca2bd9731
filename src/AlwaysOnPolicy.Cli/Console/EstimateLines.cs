using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Experiments.Estimating;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a run will do whose models or data are not here yet.</summary>
internal static class EstimateLines
{
    public static void Print(SettingsEstimate estimate, PriceList prices, TextWriter writer)
    {
        writer.WriteLine("What follows is an estimate from the settings alone, since models or data are not here yet. In the place of data stand:");
        foreach (var sentence in estimate.StandIns) writer.WriteLine($"  {sentence}");
        writer.WriteLine();
        foreach (var node in estimate.Plan.Nodes) writer.WriteLine($"      {ProgressDisplay.Label(node)}");
        writer.WriteLine($"{estimate.Plan.Nodes.Count} stages.");
        ForecastLines.Print(estimate.Calls, prices, writer);
    }
}
