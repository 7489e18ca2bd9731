using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What to make of a result that is not what one hoped for, and what to run next.</summary>
internal static class Advice
{
    private const string Hoped = "aop";

    public static IEnumerable<Headline> Of(ReportData data)
    {
        ComparisonRow[] last = [.. data.Comparisons.Concat(data.Further).GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!)];
        if (last.Length == 0) yield break;
        if (last.All(c => c.AWins + c.BWins == 0 && c.Ties > 0))
        {
            yield return new("What to make of it", "Every comparison is a tie: the judge tells no answer from another. The policies answer alike (compare " +
                "their answers below, and train longer or at a higher " +
                "rate), or the judge is too coarse: evaluation.judge.tie_margin is above every difference of rewards, or the judge has one score for all.");
            yield break;
        }
        string[] ahead = [.. last.Where(c => !c.NetInterval.Contains(0) && (c.A == Hoped || c.B == Hoped)).Select(Leader).Where(a => a != Hoped).Distinct()];
        var untold = last.Where(c => c.NetInterval.Contains(0)).ToArray();
        if (ahead.Length == 0 && untold.Length < last.Length) yield break;

        var text = ahead.Length > 0
            ? $"{Headline.Join([.. ahead.Select(ArmNames.Display)])} {(ahead.Length > 1 ? "are" : "is")} ahead of {ArmNames.Display(Hoped)} here. "
            : "No two arms are told apart: a difference of less than about " +
                $"{Numbers.Points(untold.Min(c => (c.NetInterval.High - c.NetInterval.Low) / 2)).TrimStart('+')} points cannot show with these test " +
                "questions. ";
        text += data.Study is { } study
            ? $"Over {study.Seeds.Count} seeds that is a finding about these settings, not about one draw; more seeds narrow the intervals. "
            : "One run is one draw of data, prompts and training, and the intervals say nothing of other draws: repeat it with --seeds (five or more) before " +
                "you conclude. ";
        if (data.RewardModel is { } reward && reward.Interval.Low <= 0.5)
            text += "The reward model is not shown to be above chance on held-out pairs: no prompts can make up for that, so mend it first. ";
        yield return new("What to make of it", text + "Then look at \"Reward by domain\" (did the weak domains rise?) and at the prompts of each iteration " +
            "(do they ask of the weak domains?), " +
            "and vary one thing at a time: the author's rule, a gate, more prompts an iteration, more answers to each probe question.");
    }

    private static string Leader(ComparisonRow c) => c.NetWinRate > 0 ? c.A : c.B;
}
