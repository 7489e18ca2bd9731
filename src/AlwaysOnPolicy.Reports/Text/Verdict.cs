using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What a reader takes along who reads nothing else: who is ahead, by how much, over how many seeds, and what to do next.</summary>
internal sealed record Verdict(string Outcome, string Next)
{
    /// <summary>More arms than this are counted, and only the largest difference is told.</summary>
    private const int Told = 2;

    private const string Unfinished = "The run is not finished: what follows is of the stages that are, and may come out otherwise in the end. Corrections " +
        "count only the comparisons that are made.";

    /// <summary>Null where the report measured nothing.</summary>
    public static Verdict? Of(ReportData data)
    {
        if (data.Part is { } part) return new(SoFar(data, part), Unfinished);
        if (data.Outcome is { } alone) return new(OfPpo(alone), $"Next: {NextStep.AfterPpo(alone)}");
        if (ArmStanding.Of(data) is { } standing) return new(OfArms(standing, data), $"Next: {NextStep.After(data, standing)}");
        return data.Arms.Count == 0 ? null : new(OfOneArm(data), $"Next: {NextStep.AfterOneArm(data)}");
    }

    /// <summary>Of a run that is not finished: how far it is, and who is ahead so far.</summary>
    private static string SoFar(ReportData data, RunPart part)
    {
        var sofar = ArmStanding.Of(data) is { } standing ? OfArms(standing, data)
            : data.Arms.Any(a => a.Iteration > 0) ? "No arms are compared yet." : "No arm has finished an iteration yet.";
        return $"{part.Done} of {part.Stages} stages are done. {sofar}";
    }

    private static string OfArms(ArmStanding standing, ReportData data)
    {
        var (arm, others) = (ArmNames.Display(standing.Arm), Headline.Join([.. standing.Differences.Select(d => ArmNames.Display(d.Other))]));
        var where = $"after iteration {standing.Iteration}, over {Seeds(data)}";
        if (standing.NoVerdict) return $"Nothing is known of {arm} against {others}: no comparison got a verdict ({where}).";
        if (standing.OnlyTies) return $"{arm} against {others}: every comparison is a tie ({where}).";
        var parts = new List<string>();
        if (standing.Ahead is { Count: > 0 } ahead)
            parts.Add($"is ahead of {Listed(ahead, standing, d => $"by {Size(d.Net, d.Interval)}, {Corrected(d.HolmP)}")}");
        if (standing.Behind is { Count: > 0 } behind)
            parts.Add($"is behind {Listed(behind, standing, d => $"by {Size(-d.Net, new(-d.Interval.High, -d.Interval.Low))}, " +
                Corrected(d.HolmP))}");
        if (standing.Untold is { Count: > 0 } untold)
            parts.Add($"is not told apart from {Listed(untold, standing, d => $"{Numbers.Points(d.Net)} points, 95 % interval {Numbers.Points(d.Interval)}" +
                (d.Interval.Contains(0) ? "" : $", but {Corrected(d.HolmP)}"))}");
        return $"{arm} {Headline.Join(parts)}, in points of win rate {where}.";
    }

    /// <summary>"SOP (by …) and vanilla (by …)", or "4 of 8 arms, most of placebo (by …)".</summary>
    private static string Listed(IReadOnlyList<ArmStanding.Difference> rows, ArmStanding standing, Func<ArmStanding.Difference, string> size)
    {
        string One(ArmStanding.Difference d) => $"{ArmNames.Display(d.Other)} ({size(d)})";
        if (rows.Count <= Told) return Headline.Join([.. rows.Select(One)]);
        return $"{rows.Count} of {standing.Differences.Count} arms" + (rows[0].Told ? $", most clearly {One(rows[0])}" : "");
    }

    private static string Size(double net, Interval interval) =>
        $"{Numbers.Points(net).TrimStart('+')} points, 95 % interval {Numbers.Points(interval.Low).TrimStart('+')} " +
        $"to {Numbers.Points(interval.High).TrimStart('+')}";

    /// <summary>"corrected p 0.012": what an interval of its own does not tell where many are compared.</summary>
    private static string Corrected(double p) => $"corrected p {Numbers.P(p)}";

    private static string OfOneArm(ReportData data)
    {
        var last = data.Arms.Where(a => a.Iteration > 0).MaxBy(a => a.Iteration);
        return last is { ProbeGain: { } gain, ProbeGainInterval: { } interval }
            ? $"Nothing was compared: the run has only one arm. {ArmNames.Display(last.Arm)} against SFT: " +
                $"{Change(last.ProbeChange, gain, interval)} in mean reward " +
                "on the probe " +
                $"after iteration {last.Iteration}, over {Seeds(data)}."
            : "Nothing was compared: the run has only one arm.";
    }

    private static string OfPpo(PpoOutcome outcome)
    {
        var steps = $"{outcome.Steps} step{(outcome.Steps == 1 ? "" : "s")} of PPO, over one seed";
        if (outcome.Reward is not { } r) return $"Nothing says whether the reward rose: no prompt was answered before and after ({steps}).";
        var between = $"from {Numbers.Score(r.Before.Mean)} to {Numbers.Score(r.After.Mean)} on {r.Prompts} {r.Kind}, after {steps}";
        return r.Gain.Interval is { } i ? $"{Change(r.Change, r.Gain.Mean, i)} in mean reward, {between}."
            : $"The mean reward went {between}: a single prompt says nothing of others.";
    }

    private static string Change(int sign, double gain, Interval interval) =>
        $"{(sign > 0 ? "A rise" : sign < 0 ? "A fall" : "No change is shown")} ({Numbers.SignedScore(gain)}, 95 % interval " +
        $"{Numbers.SignedScore(interval)})";

    private static string Seeds(ReportData data) => data.Study is { } study ? $"{study.Seeds.Count} seeds" : "one seed";
}
