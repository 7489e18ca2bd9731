using System.Globalization;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What judges said, what they go by, and how far they agree, as tables.</summary>
public static class JudgeTables
{
    private const string All = "all", None = "–", Range = "95 %";

    /// <summary>The tables of these judges: what they said, what they go by, and how far they agree.</summary>
    public static IReadOnlyList<TextTable> Of(IReadOnlyList<JudgeRow> judges, IReadOnlyList<JudgesAgreement> agreements) =>
    [
        .. judges.Any(j => j.Comparisons.Count > 0) ? [WinRates(judges)] : Array.Empty<TextTable>(),
        .. judges.Any(j => j.Cards.Any(c => c.Position is not null)) ? [SwapCards(judges)] : Array.Empty<TextTable>(),
        .. judges.Count > 0 ? [LengthCards(judges)] : Array.Empty<TextTable>(),
        .. Agreement(agreements) is { } table ? [table] : Array.Empty<TextTable>(),
    ];

    private static TextTable WinRates(IReadOnlyList<JudgeRow> judges)
    {
        var iterated = judges.Any(j => j.Comparisons.Any(c => c.Iteration > 0));
        return new(
            "Win rates by judge",
            "A won, B won: wins over all records (Equation 2). Turned: the verdict changed with the order of showing. No verdict: of these, the judge " +
            "refused " +
            "as many as the brackets say. Empty: answers that say nothing, of A and of B. Ties half: a tie, and a verdict that turned, is half a win, over " +
            "the " +
            "records with a verdict; at equal length: the same by a logistic regression on the answers' lengths.",
            ["judge", "A", "B", .. iterated ? ["iteration"] : Array.Empty<string>(), "records", "A won", Range, "B won", "tied", "turned", "no verdict",
                "empty", "ties half", "at equal length", Range], 3,
            [
                .. from judge in judges
                   from c in judge.Comparisons
                   select (IReadOnlyList<string>)[judge.Name, ArmNames.Display(c.A), ArmNames.Display(c.B),
                       .. iterated ? [Count(c.Iteration)] : Array.Empty<string>(), Count(c.WinRate.Prompts), Numbers.Percent(c.WinRate.AWinRate),
                       Numbers.Percents(c.WinRate.Interval), Share(c.WinRate.BWins, c), Share(c.WinRate.Ties, c), Share(c.WinRate.Inconsistent, c),
                       NoVerdict(c.WinRate.Failed, c.Refused), $"{c.EmptyA}, {c.EmptyB}", .. Length(c.Length)],
            ], Repeated: 3);

        static string Share(int count, JudgedComparison c) => Numbers.Percent((double)count / c.WinRate.Prompts);
    }

    private static TextTable SwapCards(IReadOnlyList<JudgeRow> judges) => new(
        "Swap cards",
        "What the order of showing does to a judge, over all pairs of models. Turned: of the records read in both orders. Position bias: how often the " +
        "answer " +
        "read first is preferred minus how often the other, in points; 0 is none.",
        ["judge", "domain", "readings", "read twice", "turned", Range, "position bias", Range], 2,
        [
            .. from card in Cards(judges)
               let position = card.Card.Position
               where position is not null
               select (IReadOnlyList<string>)[card.Judge, card.Card.Domain ?? All, Count(position.Readings), Count(position.Flips?.Total ?? 0),
                   .. Cells(position.Flips), Numbers.Points(position.Bias), Numbers.Points(position.Interval)],
        ], Repeated: 2);

    private static TextTable LengthCards(IReadOnlyList<JudgeRow> judges) => new(
        "Length cards",
        "What length does to a judge, over all pairs of models. Longer preferred: of the records in which one answer is preferred and the lengths differ; a " +
        "judge that heeds length alone has 100 %. Ties half, at equal length: A's win rate, as it is and with length controlled.",
        ["judge", "domain", "records", "no verdict", "empty", "longer preferred", Range, "ties half", "at equal length", Range], 2,
        [
            .. from card in Cards(judges)
               let counts = card.Card.Counts
               select (IReadOnlyList<string>)[card.Judge, card.Card.Domain ?? All, Count(counts.Records), NoVerdict(counts.Failed, counts.Refused),
                   $"{card.Card.EmptyA}, {card.Card.EmptyB}", .. Cells(card.Card.Length.LongerPreferred), .. Length(card.Card.Length)],
        ], Repeated: 2);

    private static TextTable? Agreement(IReadOnlyList<JudgesAgreement> agreements) => agreements.Count == 0 ? null : new(
        "Agreement of judges",
        "On the records that both have judged; A, B, tied and turned are four verdicts. Kappa is Cohen's: 1 is full agreement, 0 what chance gives. " +
        "Intervals " +
        "are bootstrapped by question.",
        ["judge", "other judge", "domain", "records", "same", Range, "kappa", Range], 3,
        [
            .. agreements.Select(a => (IReadOnlyList<string>)[a.First, a.Second, a.Domain ?? All, Count(a.Agreement.Comparisons), .. Cells(a.Agreement.Same),
                Numbers.Score(a.Agreement.Kappa), Numbers.Score(a.Agreement.Interval)]),
        ], Repeated: 3);

    private static IEnumerable<(string Judge, JudgeCard Card)> Cards(IReadOnlyList<JudgeRow> judges) =>
        judges.SelectMany(j => j.Cards.Select(card => (j.Name, card)));

    private static string[] Length(LengthBias length) =>
    [
        length.Raw is { } raw ? Numbers.Percent(raw) : None,
        .. length.Controlled is { } controlled ? [Numbers.Percent(controlled.Value), Numbers.Percents(controlled.Interval)] : (string[])[None, None],
    ];

    private static string[] Cells(Proportion? share) => share is null ? [None, None] : [Numbers.Percent(share.Share), Numbers.Percents(share.Interval)];

    private static string NoVerdict(int failed, int refused) => refused == 0 ? Count(failed) : $"{Count(failed)} ({Count(refused)})";

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
