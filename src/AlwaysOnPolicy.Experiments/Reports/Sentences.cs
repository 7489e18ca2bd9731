namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>What a comparison says, in plain words and no more than its interval allows.</summary>
public static class Sentences
{
    /// <summary>"aop against sop after iteration 3: 31.0 % won, 29.5 % lost … The interval of the difference holds 0: this run does not tell them apart."</summary>
    public static string Of(ComparisonRow c)
    {
        var verdict = c.NetInterval.Contains(0)
            ? "The interval of the difference holds 0: this run does not tell the two apart."
            : c.NetWinRate > 0 ? $"{c.A} is ahead in this run." : $"{c.B} is ahead in this run.";
        return $"{c.A} against {c.B} after iteration {c.Iteration}: {Percent(c.AWins, c)} won, {Percent(c.BWins, c)} lost, {Percent(c.Ties, c)} tied" +
            (c.Failed > 0 ? $", {Percent(c.Failed, c)} without a verdict" : "") +
            $"; difference {100 * c.NetWinRate:+0.0;−0.0;0.0} points [{100 * c.NetInterval.Low:+0.0;−0.0;0.0}, {100 * c.NetInterval.High:+0.0;−0.0;0.0}]. {verdict}";
    }

    private static string Percent(int count, ComparisonRow c) => $"{100.0 * count / c.Prompts:0.0} %";
}
