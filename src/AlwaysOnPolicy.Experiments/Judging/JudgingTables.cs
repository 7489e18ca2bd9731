using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>What a judging has to say, in the order of reading.</summary>
public static class JudgingTables
{
    private const double Level = 0.05;

    /// <summary>What each judge found, in words, and what is to be known beside it.</summary>
    public static IReadOnlyList<string> Sentences(JudgingReport report) =>
        [.. report.Judges.Zip(report.HolmP, (judge, p) => Sentence(report, judge, p)), .. report.Notes];

    /// <summary>The judges' tables.</summary>
    public static IReadOnlyList<TextTable> Of(JudgingReport report) => JudgeTables.Of(report.Judges, report.Agreements);

    /// <summary>Answers side by side; null where none is shown.</summary>
    public static TextTable? Answers(JudgingReport report) => report.Shown.Count == 0 ? null : new(
        "Answers side by side",
        report.Judges.Count > 1 ? "Those first on which the judges differ or a verdict turned." : "Those first whose verdict turned; the others by lot.",
        ["question", "domain", report.A, report.B, .. report.Judges.Select(j => j.Name)], 4 + report.Judges.Count,
        [.. report.Shown.Select(s => (IReadOnlyList<string>)[s.Question, s.Domain ?? "–", s.A, s.B,
            .. s.Verdicts.Select(v => v switch { "a" => report.A, "b" => report.B, _ => v })])]);

    private static string Sentence(JudgingReport report, JudgeRow judge, double p)
    {
        var rate = judge.Comparisons[0].WinRate;
        string Share(int count) => Numbers.Percent((double)count / rate.Prompts);
        var told = p < Level && !rate.NetInterval.Contains(0);
        return $"{judge.Name}: {report.A} won {Numbers.Percent(rate.AWinRate)} of {Numbers.Count(rate.Prompts)} comparisons (95 % interval " +
            $"{Numbers.Percents(rate.Interval)}), {report.B} {Share(rate.BWins)}; {Share(rate.Ties)} tied, {Share(rate.Inconsistent)} turned with the order, " +
            $"{Share(rate.Failed)} had no verdict. " +
            (told ? $"{(rate.NetWinRate > 0 ? report.A : report.B)} is ahead" : "No difference is shown") +
            $" ({Numbers.Points(rate.NetWinRate)} points, 95 % interval {Numbers.Points(rate.NetInterval)}, p {Numbers.P(p)}" +
            $"{(report.Judges.Count > 1 ? " after Holm's correction for all judges" : "")}).";
    }
}
