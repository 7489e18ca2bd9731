using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Evaluation.Tests.WinRates;

public sealed class JudgeCardTests
{
    [Fact]
    public void A_length_card_counts_how_often_the_longer_answer_wins_and_what_is_left_at_equal_length()
    {
        // Decided with unlike lengths: 6, of which the longer wins 4. The tie and the turned one are half a win: (3 + 0.5 + 0.5) / 8.
        JudgedPair[] pairs =
        [
            Pair(Preference.A, 30, 10), Pair(Preference.A, 20, 10), Pair(Preference.B, 10, 40), Pair(Preference.B, 10, 20), Pair(Preference.A, 10, 20),
            Pair(Preference.B, 30, 10), Pair(Preference.Tie, 10, 20), Pair(Preference.Inconsistent, 10, 20), Pair(Preference.Failed, 90, 10),
        ];
        var card = LengthBias.Of(pairs);
        (card.LongerPreferred!.Count, card.LongerPreferred.Total).ShouldBe((4, 6));
        card.Raw!.Value.ShouldBe(4 / 8.0, 1e-12);
        card.Controlled!.Raw.ShouldBe(4 / 8.0, 1e-12);
        card.Controlled.Slope.ShouldBeGreaterThan(0);
        LengthBias.Of([]).ShouldBe(new LengthBias(null, null, null));
    }

    [Fact]
    public void Lengths_are_counted_in_characters_as_people_count_them()
    {
        var pair = JudgedPair.Of(Pair(Preference.A, 0, 0).Verdict, "naïve 😀", " ");
        (pair.LengthA, pair.LengthB, pair.EmptyA, pair.EmptyB).ShouldBe((7, 1, false, true));
    }

    [Fact]
    public void A_card_of_each_domain_follows_the_one_of_all_and_refusals_and_empty_answers_are_counted_apart()
    {
        JudgedPair[] pairs =
        [
            Pair(Preference.A, 5, 0, "b"), Pair(Preference.Failed, 5, 5, "b", refused: true), Pair(Preference.Failed, 5, 5, "a"), Pair(Preference.Tie, 5, 5,
                "a"),
        ];
        var cards = JudgeCard.ByDomain(pairs);
        cards.Select(c => c.Domain).ShouldBe([null, "a", "b"]);
        (cards[0].Counts.Failed, cards[0].Counts.Refused, cards[0].EmptyA, cards[0].EmptyB).ShouldBe((2, 1, 0, 1));
        (cards[1].Counts.Refused, cards[2].Counts.Refused, cards[1].EmptyB, cards[2].EmptyB).ShouldBe((0, 1, 0, 1));
        JudgeCard.ByDomain([Pair(Preference.A, 1, 2, "a")]).Count.ShouldBe(1);
    }

    [Fact]
    public void Several_answers_to_one_question_do_not_narrow_a_proportion()
    {
        bool[] outcomes = [true, true, false, true, false, true, true, true];
        string[] questions = [.. outcomes.Select((_, i) => $"q{i}")];
        Proportion.Clustered(outcomes, questions).ShouldBe(Proportion.Of(6, 8));
        bool[] four = [.. Enumerable.Repeat(outcomes, 4).SelectMany(o => o)];
        var clustered = Proportion.Clustered(four, [.. Enumerable.Repeat(questions, 4).SelectMany(q => q)])!;
        (clustered.Interval.High - clustered.Interval.Low).ShouldBeGreaterThan(1.5 * (Proportion.Of(24, 32)!.Interval.High - Proportion.Of(24,
            32)!.Interval.Low));
        // Where all end alike a bootstrap would claim certainty: 4 of 4 questions.
        Proportion.Clustered([true, true, true, true, true, true, true, true], [.. Enumerable.Range(0, 8).Select(i => $"q{i / 2}")])!.Interval
            .ShouldBe(Wilson.Interval(4, 4));
    }

    private static int s_question;

    private static JudgedPair Pair(Preference preference, int a, int b, string? domain = null, bool refused = false) =>
        new(new Verdict($"q{Interlocked.Increment(ref s_question)}", domain, 0, preference, "j") { Refused = refused }, a, b, a == 0, b == 0);
}
