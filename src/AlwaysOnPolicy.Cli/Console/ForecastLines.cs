using System.Globalization;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Experiments.Loop.Pricing;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a run's calls to language models will come to.</summary>
internal static class ForecastLines
{
    /// <param name="rows">By stage; the sums of each provider follow.</param>
    public static void Print(IReadOnlyList<StageForecast> rows, PriceList prices, TextWriter writer)
    {
        if (rows.Count == 0) return;
        writer.WriteLine($"\nStill to be asked of language models, about ({prices.Currency}, prices of {prices.AsOf:yyyy-MM-dd} and the settings'):");
        foreach (var row in rows)
            writer.WriteLine($"  {row.Stage,-18} {$"{row.Provider}/{row.Model}",-32} {Text(row.Expected)}  (from {Money(row.Low)} to {Money(row.High)}; " +
                $"{Many(row.Stages, "stage")})");
        foreach (var provider in rows.GroupBy(r => r.Provider))
            writer.WriteLine($"  {"together",-18} {provider.Key,-32} {Text(Sum(provider.Select(r => r.Expected)))}  (from " +
                $"{Money(Sum(provider.Select(r => r.Low)))} to {Money(Sum(provider.Select(r => r.High)))})");
        writer.WriteLine("  from: answers of the policy half as long; to: as long as can be, and each list asked for once more. Thoughts of models that " +
            "think " +
            "before they answer come on top.\n");
    }

    /// <summary>Without a sum of money where one of the models has no price.</summary>
    private static CallForecast Sum(IEnumerable<CallForecast> rows) => rows.Aggregate((a, b) =>
        new(a.Calls + b.Calls, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.Money + b.Money));

    private static string Text(CallForecast forecast) => string.Create(CultureInfo.InvariantCulture,
        $"{forecast.Calls,8:N0} calls {forecast.InputTokens,13:N0} in {forecast.OutputTokens,11:N0} out {LedgerLines.Money(forecast.Money),9}");

    private static string Money(CallForecast forecast) => forecast.Money is null
        ? string.Create(CultureInfo.InvariantCulture, $"{forecast.InputTokens + forecast.OutputTokens:N0} tokens") : LedgerLines.Money(forecast.Money);

    private static string Many(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
