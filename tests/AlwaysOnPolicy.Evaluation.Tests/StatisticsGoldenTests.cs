using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Evaluation.Tests;

/// <summary>Statistics against statsmodels' and scipy's numbers; groups that nothing here computes yet are left out by name.</summary>
public sealed class StatisticsGoldenTests
{
    private static JsonElement[] Cases(string group)
    {
        JsonElement[] cases = [.. Goldens.Json(Goldens.File_("statistics", "cases.json")).GetProperty("cases").EnumerateArray()
            .Where(c => c.GetProperty("group").GetString() == group)];
        cases.ShouldNotBeEmpty();
        return cases;
    }

    [Fact]
    public void Wilson_intervals_equal_the_references()
    {
        foreach (var c in Cases("wilson"))
        {
            var (inputs, expected) = (c.GetProperty("inputs"), c.GetProperty("expected"));
            var (k, n) = (Number(inputs, "k", "successes", "count"), Number(inputs, "n", "trials", "nobs"));
            var interval = Wilson.Interval((int)k, (int)n, Confidence(inputs));
            interval.Low.ShouldBe(Number(expected, "low", "lower"), 1e-9, c.GetProperty("name").GetString());
            interval.High.ShouldBe(Number(expected, "high", "upper"), 1e-9, c.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void Sign_tests_equal_the_references()
    {
        foreach (var c in Cases("sign-test"))
        {
            var (inputs, expected) = (c.GetProperty("inputs"), c.GetProperty("expected"));
            var p = Number(expected, "p", "p_value", "p_two_sided");
            Binomial.SignTestP((int)Number(inputs, "wins", "a"), (int)Number(inputs, "losses", "b")).ShouldBe(p, 1e-9 * p, c.GetProperty("name").GetString());
        }
    }

    private static double Confidence(JsonElement inputs) =>
        inputs.TryGetProperty("alpha", out var alpha) ? 1 - alpha.GetDouble() : Number(inputs, "confidence", "level");

    private static double Number(JsonElement from, params string[] names)
    {
        foreach (var name in names)
            if (from.TryGetProperty(name, out var value)) return value.GetDouble();
        throw new InvalidOperationException($"None of {string.Join(", ", names)} in {from}.");
    }
}
