using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What came out, in sentences that claim no more than the intervals allow.</summary>
/// <param name="About">What the sentences are about, such as "AOP against SOP".</param>
/// <param name="Arm">The arm that is ahead; empty where none is.</param>
internal sealed record Headline(string About, string Text, string Arm = "")
{
    public static IReadOnlyList<Headline> Of(ReportData data) =>
    [
        .. Advice.Of(data),
        .. data.HasManyPairs ? PairMatrix.Of(data).Select(Together) : Pairs(data),
        .. JudgeHeadline.Of(data),
        .. Gold(data),
        .. data.HasManyPairs ? [] : CostHeadline.Of(data),   // of many arms it stands with the table of costs
        .. Reward(data),
        .. Alone(data),
        .. Monitors(data),
    ];

    /// <summary>A sentence for each pair of arms that was compared.</summary>
    public static IReadOnlyList<Headline> Pairs(ReportData data) =>
    [
        .. data.Comparisons.Concat(data.Further).GroupBy(c => (c.A, c.B)).Select(g => OfPair(
            [.. g.OrderBy(c => c.Iteration)],
            [.. data.Weakest.Where(w => (w.A, w.B) == g.Key)],
            [.. data.Study?.Differences.Where(d => (d.A, d.B) == g.Key).OrderBy(d => d.Iteration) ?? Enumerable.Empty<StudyDifference>()],
            data.Study?.Seeds.Count ?? 1)),
    ];

    /// <summary>"AOP ahead", or "none shown" where the difference does not hold after Holm's correction.</summary>
    public static string Word(ComparisonRow c) => !c.Told ? "none shown" : $"{ArmNames.Display(Leader(c))} ahead";

    private static string Leader(ComparisonRow c) => c.NetWinRate > 0 ? c.A : c.B;

    private static Headline Together(PairMatrix matrix)
    {
        var (pairs, told) = (matrix.Entries.Count / 2, matrix.Entries.Values.Count(e => e.Told) / 2);
        var ahead = matrix.Ahead().Select(a => $"{ArmNames.Display(a.Arm)} is ahead of {Join([.. a.Behind.Select(ArmNames.Display)])}");
        return new(matrix.Title, told == 0
            ? $"No two of the {matrix.Arms.Count} arms are told apart: none of the {pairs} differences holds after Holm's correction."
            : $"{told} of {pairs} differences hold after Holm's correction for all of them: " +
                $"{string.Join("; ", ahead)}.");
    }

    private static Headline OfPair(IReadOnlyList<ComparisonRow> rows, IReadOnlyList<ComparisonRow> weakest, IReadOnlyList<StudyDifference> gold, int seeds)
    {
        var last = rows[^1];
        var (a, b) = (ArmNames.Display(last.A), ArmNames.Display(last.B));
        var text = $"After iteration {last.Iteration}, {a} won {Numbers.Percent(last.AWinRate)} of {Numbers.Count(last.Prompts)} judged answers " +
            $"(95 % interval {Numbers.Percents(last.Interval)}), " +
            $"{b} {Share(last.BWins, last)}; {Share(last.Ties, last)} tied{Turned(last)}" +
            $"{(last.Failed > 0 ? $", {Share(last.Failed, last)} had no verdict" : "")}: " +
            $"{Difference(last)}";
        if (rows.Count > 1) text += " " + Earlier([.. rows.SkipLast(1)]);
        if (weakest.FirstOrDefault(w => w.Iteration == last.Iteration) is { } weak) text += " In the weakest domains " + Difference(weak);
        if (gold.Count > 0) text += " " + OverSeeds(gold, a, b, seeds);
        return new($"{a} against {b}", text, last.Told ? Leader(last) : "");
    }

    /// <summary>What became of the verdicts that turned with the order, counted as ties and left out.</summary>
    private static string Turned(ComparisonRow c) => c.Inconsistent == 0 ? "" : $", {Share(c.Inconsistent, c)} turned with the order of showing (counted as " +
        $"ties here; left out, the difference is {(c.NetOfConsistent is { } net ? $"{Numbers.Points(net)} points" : "not known")})";

    private static string Difference(ComparisonRow c)
    {
        var size = $"{Numbers.Points(c.NetWinRate)} points, 95 % interval {Numbers.Points(c.NetInterval)}";
        if (c.Told) return $"{ArmNames.Display(Leader(c))} is ahead ({size}, corrected p {Numbers.P(c.HolmP)}).";
        return c.NetInterval.Contains(0) ? $"no difference is shown ({size}, which holds 0)."
            : $"no difference is shown ({size}, but p is {Numbers.P(c.HolmP)} after Holm's correction for all comparisons of this report).";
    }

    private static string Earlier(IReadOnlyList<ComparisonRow> rows)
    {
        var groups = rows.GroupBy(Word).Select(g =>
        {
            var after = $"after iteration{(g.Count() > 1 ? "s" : "")} {Join([.. g.Select(c => $"{c.Iteration}")])}";
            return !g.First().Told ? $"no difference was shown {after}" : $"{ArmNames.Display(Leader(g.First()))} was ahead {after}";
        });
        return $"Earlier, {string.Join("; ", groups)}.";
    }

    private static string OverSeeds(IReadOnlyList<StudyDifference> rows, string a, string b, int seeds)
    {
        var last = rows[^1];
        var text = $"Gold over {seeds} seeds after iteration {last.Iteration}: {a} minus {b} is {Numbers.SignedScore(last.Difference)} ± " +
            $"{Numbers.Score(last.StandardError)} " +
            $"(mean ± standard error{(last.Interval is { } i ? $"; 95 % interval {Numbers.SignedScore(i)}" : "")}), {a} ahead in {last.Ahead} of {seeds}, " +
            $"sign test p {Numbers.Plain(last.SignTestP, "0.000")}";
        if (last.Weakest is { Interval: { } weakest } weak) text += $"; in the weakest domains {Numbers.SignedScore(weak.Mean)} (95 % interval " +
            $"{Numbers.SignedScore(weakest)})";
        if (rows.Count > 1)
            text += $"; before, {string.Join(", ", rows.SkipLast(1).Select(d => $"{Numbers.SignedScore(d.Difference)} ({d.Ahead} of {seeds})"))}";
        return text + $". With {seeds} seeds p cannot be below {Numbers.Plain(Binomial.SignTestP(seeds, 0), "0.####")}.";
    }

    private static IEnumerable<Headline> Monitors(ReportData data)
    {
        if (data.Outcome is not null || (data.Training.Count == 0 && data.Study is null)) yield break;
        yield return new("Monitors", data.Monitors.Count == 0
            ? "They saw nothing wrong in training."
            : $"They warned of {string.Join("; ", data.Monitors.GroupBy(m => m.Iteration).Select(Warned))}. " +
                $"Their words, and what to try, are under \"{Captions.MonitorsTitle}\".");
    }

    private static string Warned(IGrouping<string, MonitorNote> notes) => $"{notes.Key} ({string.Join(", ", notes.Select(m => m.Topic).Distinct())})";

    private static IEnumerable<Headline> Gold(ReportData data)
    {
        if (data.Arms.FirstOrDefault(r => r.Iteration == 0) is not { Gold: { } start } sft) yield break;
        var last = Last(data).Where(r => r.Gold is not null).ToArray();
        if (last.Length == 0) yield break;
        var text = $"The true score of the test answers went from {Numbers.Score(start)} (SFT) to " +
            $"{Join([.. last.Select(r => $"{Numbers.Score(r.Gold)} ({ArmNames.Display(r.Arm)})")])}";
        if (sft.GoldWeakest is { } weak)
            text += $"; in the weakest domains from {Numbers.Score(weak)} to " +
                $"{Join([.. last.Select(r => $"{Numbers.Score(r.GoldWeakest)} ({ArmNames.Display(r.Arm)})")])}";
        yield return new("Gold", text + ".");
    }

    private static IEnumerable<Headline> Reward(ReportData data)
    {
        var last = Last(data).Where(r => r.ProbeGainInterval is not null).ToArray();
        if (last.Length == 0) yield break;
        var parts = last.Select(r =>
            $"{ArmNames.Display(r.Arm)} {Numbers.SignedScore(r.ProbeGain)} ({Numbers.SignedScore(r.ProbeGainInterval!.Value)}), {Change(r.ProbeChange)}" +
            (r.ProbeChange == 0 && !r.ProbeGainInterval.Value.Contains(0) ? $" (corrected p {Numbers.P(r.ProbeGainHolmP)})" : ""));
        yield return new("Reward on the probe", $"Against SFT on the same questions, after iteration {last[0].Iteration}: {string.Join("; ", parts)}.");
    }

    private static IEnumerable<Headline> Alone(ReportData data)
    {
        if (data.Outcome is not { } outcome) yield break;
        if (outcome.Reward is { } r)
        {
            var gain = r.Gain.Interval is { } i
                ? $"{Numbers.SignedScore(r.Gain.Mean)} (95 % interval {Numbers.SignedScore(i)}), {Change(r.Change)}"
                : Numbers.SignedScore(r.Gain.Mean);
            yield return new("Reward", $"The answers to the same {r.Prompts} {r.Kind}, with the same random numbers, had a mean reward of " +
                $"{Numbers.Score(r.Before.Mean)} before " +
                $"and {Numbers.Score(r.After.Mean)} after: {gain}.", r.Change switch { > 0 => ArmNames.After, < 0 => ArmNames.Before, _ => "" });
        }
        yield return new("Distance", $"After {outcome.Steps} steps the policy is {Numbers.Score(outcome.LastKl)} nats an answer away from the reference (KL).");
        yield return new("Monitors", outcome.Warnings.Count == 0 ? "They saw nothing wrong." : string.Join(" ", outcome.Warnings));
    }

    /// <summary>"a rise": of what holds after correction.</summary>
    private static string Change(int sign) => sign switch { > 0 => "a rise", < 0 => "a fall", _ => "no rise shown" };

    private static IEnumerable<ArmRow> Last(ReportData data) => data.Arms.Where(r => r.Iteration > 0).GroupBy(r => r.Arm)
        .Select(g => g.MaxBy(r => r.Iteration)!)
        .OrderBy(r => ArmNames.Order(r.Arm));

    private static string Share(int count, ComparisonRow c) => Numbers.Percent((double)count / c.Prompts);

    internal static string Join(IReadOnlyList<string> parts) => parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and " +
        $"{parts[^1]}";
}
