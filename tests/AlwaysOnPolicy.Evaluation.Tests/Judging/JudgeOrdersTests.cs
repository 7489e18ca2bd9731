using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Evaluation.Tests.Judging;

public sealed class JudgeOrdersTests
{
    private static bool GoodFirst(string prompt) => prompt.IndexOf("good", StringComparison.Ordinal) < prompt.IndexOf("bad", StringComparison.Ordinal);

    [Theory]
    [InlineData("A", "A", Preference.Inconsistent, Preference.A, Preference.B)]
    [InlineData("A", "B", Preference.A, Preference.A, Preference.A)]
    [InlineData("B", "A", Preference.B, Preference.B, Preference.B)]
    [InlineData("C", "C", Preference.Tie, Preference.Tie, Preference.Tie)]
    [InlineData("A", "C", Preference.Inconsistent, Preference.A, Preference.Tie)]
    [InlineData("A", "hm", Preference.Failed, Preference.A, Preference.Failed)]
    public async Task A_verdict_that_turns_with_the_order_is_inconsistent_and_no_tie(
        string goodFirst, string badFirst, Preference together, Preference aFirst, Preference bFirst)
    {
        using var client = new ScriptedClient(p => GoodFirst(p) ? goodFirst : badFirst);
        var verdict = (await new ChatJudge(client, new(), 0).JudgeAsync([Pair("q")], default))[0];
        (verdict.Preference, verdict.AFirst, verdict.BFirst).ShouldBe((together, aFirst, bFirst));
        (verdict.Failure is null).ShouldBe(together != Preference.Failed);
    }

    [Fact]
    public async Task In_one_order_the_lot_depends_on_the_answers_compared_and_on_nothing_else_of_the_run()
    {
        using var client = new ScriptedClient(_ => "A");
        async Task<bool[]> Lots(string other) =>
            [.. (await new ChatJudge(client, new() { Orders = JudgeOrders.Single }, 5)
                .JudgeAsync([.. Enumerable.Range(0, 64).Select(i => Pair($"q{i}", other))], default)).Select(v => v.AFirst is not null)];
        var (bad, worse) = (await Lots("bad"), await Lots("worse"));
        (await Lots("bad")).ShouldBe(bad);
        bad.Zip(worse).Count(p => p.First == p.Second).ShouldBeInRange(16, 48);   // 32 expected, standard deviation 4
    }

    [Theory]
    [InlineData("B is shorter, and A more helpful.\nA", Preference.A)]
    [InlineData("A says more.\n\nBut it is wrong.\n\n**B**\n", Preference.B)]
    [InlineData("A says more.\nBoth are good, A or B.", Preference.Failed)]
    public async Task A_judge_that_reasons_first_is_read_from_its_last_line(string reply, Preference preference)
    {
        var seen = "";
        using var client = new ScriptedClient(p => { seen = p; return reply; });
        var verdict = (await new ChatJudge(client, new() { Reasoning = true }, 0).JudgeAsync([Pair("q")], default))[0];
        (verdict.AFirst, seen.EndsWith("alone on the last line.", StringComparison.Ordinal)).ShouldBe((preference, true));
    }

    [Fact]
    public void Flips_and_position_bias_are_counted_from_the_readings()
    {
        // Readings: 3 for the first, 2 for the second, 1 tie, of 6; of three comparisons read twice two turned; one failed.
        var bias = PositionBias.Of([Read(Preference.A, Preference.B), Read(Preference.A, Preference.A), Read(Preference.Tie, Preference.A),
            Read(Preference.Failed, null)])!;
        bias.Readings.ShouldBe(6);
        bias.Bias.ShouldBe(1.0 / 6, 1e-12);
        (bias.Flips!.Count, bias.Flips.Total).ShouldBe((2, 3));
        PositionBias.Of([Read(null, null)]).ShouldBeNull();
    }

    [Fact]
    public void A_rate_is_named_by_what_it_leaves_out()
    {
        var counts = new WinCounts(Wins: 5, Losses: 2, Ties: 1, Inconsistent: 1, Failed: 1);
        (counts.Equation2, counts.OfJudged, counts.OfConsistent, counts.OfDecided, counts.TiesHalf, counts.Net, counts.NetOfConsistent).ShouldBe(
            (0.5, 5 / 9.0, 5 / 8.0, 5 / 7.0, 6 / 9.0, 0.3, 3 / 8.0));
        new WinCounts(0, 0, 0, 0, 2).OfJudged.ShouldBeNull();
    }

    private static int s_question;

    private static Verdict Read(Preference? aFirst, Preference? bFirst) =>
        new($"q{Interlocked.Increment(ref s_question)}", null, 0, Verdict.Together(aFirst ?? Preference.Failed, bFirst ?? Preference.Failed), "j")
        { AFirst = aFirst, BFirst = bFirst };

    private static Comparison Pair(string id, string bad = "bad") => new(new(id, null, "why?"), 0, "good", true, bad, true);
}
