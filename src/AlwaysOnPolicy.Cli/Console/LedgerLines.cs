using System.Globalization;
using AlwaysOnPolicy.Chat.Ledger;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a ledger's calls came to.</summary>
internal static class LedgerLines
{
    public static void Print(string run, LedgerReport report, TextWriter writer)
    {
        writer.WriteLine($"{run}: {Text(report.Total)}");
        Table("stage", report.Stages, writer);
        Table("model", report.Models, writer);
        Table("day (UTC)", report.Days, writer);
        if (report.Failures.Count > 0) writer.WriteLine("\nwithout an answer that can be used");
        foreach (var failure in report.Failures)
            writer.WriteLine($"  {failure.Kind,-16} {failure.Stage,-18} {failure.Calls,7:N0}{(failure.Last is null ? "" : $"  last: {Line(failure.Last)}")}");
        if (report.UnknownOutcome > 0)
            writer.WriteLine($"\n{report.UnknownOutcome:N0} of unknown outcome: their process ended before the answer came. They stay charged with the most " +
                "that they may " +
                "have used.");
        if (report.LostAttempts > 0)
            writer.WriteLine($"\n{report.LostAttempts:N0} attempts were lost on the way (no reply in time, or a cut one) and made again: each stays charged " +
                "likewise.");
        if (report.UnderWay > 0) writer.WriteLine($"\n{report.UnderWay:N0} under way, charged with the most that they may use.");
        if (report.Total.Unpriced > 0) writer.WriteLine($"\nOf {report.Total.Unpriced:N0} calls no price is known; the sums of money lack them.");
    }

    /// <returns>"–" where no price is known.</returns>
    public static string Money(decimal? money) => money is not { } sum ? "–"
        : sum == 0 || sum >= 0.1m ? sum.ToString("0.00", CultureInfo.InvariantCulture) : sum.ToString("0.00####", CultureInfo.InvariantCulture);

    private static void Table(string title, IReadOnlyList<LedgerSum> rows, TextWriter writer)
    {
        if (rows.Count == 0) return;
        writer.WriteLine($"\n{title}");
        foreach (var row in rows) writer.WriteLine($"  {row.Name,-34} {Text(row)}");
    }

    private static string Text(LedgerSum sum) => string.Create(CultureInfo.InvariantCulture,
        $"{sum.Calls:N0} calls, {sum.Answered:N0} answered, {sum.Failed:N0} failed; {sum.InputTokens:N0} tokens in, {sum.OutputTokens:N0} out" +
        $"{(sum.ThinkingTokens > 0 ? $" ({sum.ThinkingTokens:N0} of them thoughts)" : "")}; {Money(sum.Money)}");

    private static string Line(string text) => VisibleText.Of(text.ReplaceLineEndings(" "));
}
