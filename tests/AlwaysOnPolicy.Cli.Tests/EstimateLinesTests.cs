using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Estimating;
using AlwaysOnPolicy.Experiments.Loop.Pricing;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class EstimateLinesTests
{
    private static CallForecast Calls(long calls, decimal? money) => new(calls, 1000 * calls, 10 * calls, money);

    private static StageForecast Row(string stage, string provider, long calls, decimal? money) =>
        new(stage, provider, "m", 2, Calls(calls, money), Calls(calls, money), Calls(calls, 2 * money));

    [Fact]
    public void Stages_and_calls_are_called_an_estimate_with_a_sum_for_each_provider()
    {
        using var text = new StringWriter();
        var estimate = new SettingsEstimate(new Plan(1),
            [Row("author", "gemini", 280, 1.5m), Row("judge", "gemini", 22_000, 2m), Row("judge", "open_ai", 5, null)],
            ["files.probe.data: 1800 rows in 18 domains"]);
        EstimateLines.Print(estimate, PriceList.Load(), text);

        text.ToString().ShouldStartWith("What follows is an estimate from the settings alone");
        text.ToString().ShouldContain("  files.probe.data: 1800 rows in 18 domains");
        string Line(string start) => text.ToString().Split('\n').Single(l => l.TrimStart().StartsWith(start, StringComparison.Ordinal));
        Line("together           gemini").ShouldContain("22,280 calls    22,280,000 in     222,800 out      3.50  (from 3.50 to 7.00)");
        Line("together           open_ai").ShouldContain("5 calls         5,000 in          50 out         –");
    }
}
