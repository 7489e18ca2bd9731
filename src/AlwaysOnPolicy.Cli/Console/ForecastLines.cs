using System.Globalization;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Experiments.Loop.Pricing;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a run's calls to language models will come to.</summary>
internal static class ForecastLines
{
    public static void Print(IReadOnlyList<StageForecast> rows, PriceList prices, TextWriter writer)
    {
        if (rows.Count == 0) return;
        writer.WriteLine($"\nStill to be asked of language models, about ({prices.Currency}, prices of {prices.AsOf:yyyy-MM-dd} and the settings'):");
        foreach (var row in rows)
            writer.WriteLine($"  {row.Stage,-18} {row.Model,-24} {Text(row.Expected)}  (from {Money(row.Low)} to {Money(row.High)}; " +
                $"{Many(row.Stages, "stage")})");
        if (rows.Count > 1 && rows.All(r => r.Expected.Money is not null))
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  together: {LedgerLines.Money(rows.Sum(r => r.Expected.Money))}, from " +
                $"{LedgerLines.Money(rows.Sum(r => r.Low.Money))} to {LedgerLines.Money(rows.Sum(r => r.High.Money))}"));
        writer.WriteLine("  from: answers of the policy half as long; to: as long as can be, and each list asked for once more. Thoughts of models that " +
            "think " +
            "before they answer come on top.\n");
    }

    private static string Text(CallForecast forecast) => string.Create(CultureInfo.InvariantCulture,
        $"{forecast.Calls,8:N0} calls {forecast.InputTokens,13:N0} in {forecast.OutputTokens,11:N0} out {LedgerLines.Money(forecast.Money),9}");

    private static string Money(CallForecast forecast) => forecast.Money is null
        ? string.Create(CultureInfo.InvariantCulture, $"{forecast.InputTokens + forecast.OutputTokens:N0} tokens") : LedgerLines.Money(forecast.Money);

    private static string Many(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
