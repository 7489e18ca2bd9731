using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>How far the judge went by the order in which it read the answers.</summary>
internal static class JudgeHeadline
{
    public static IEnumerable<Headline> Of(ReportData data)
    {
        if (data.PositionBias is not { } bias) yield break;
        var flips = bias.Flips is { } f
            ? $"Of {Numbers.Count(f.Total)} comparisons with a verdict in both orders, {Numbers.Percent(f.Share)} turned with the order (95 % interval " +
                $"{Numbers.Percents(f.Interval)}). "
            : "";
        yield return new("Judge", $"{flips}The answer read first was preferred {Numbers.Points(bias.Bias)} points more often than the other (95 % interval " +
            $"{Numbers.Points(bias.Interval)}): {(bias.Interval.Contains(0) ? "no position bias is shown" : "the judge goes by the position, too")}.");
    }
}
