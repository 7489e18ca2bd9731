using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Win rates as they are beside what they would be at equal length.</summary>
internal static class LengthTable
{
    private const string Caption = "A tie is half a win for each here, so that 50 % is no difference. Length-controlled is the rate that is to be expected " +
        "if " +
        "both answers had equally many characters, by a logistic regression of the verdicts on the difference of lengths; its interval takes the answers as " +
        "independent. Where it lies nearer to 50 % than the raw rate, a part of the wins is length. The slope is what one standard deviation more of A's " +
        "length adds at most to the log-odds of its winning.";

    /// <summary>Null where nothing could be told, as in a study: each seed's own report has it.</summary>
    public static FigureTable? Of(ReportData data)
    {
        ComparisonRow[] rows = [.. data.Compared.Where(c => c.LengthControlled is not null)];
        if (data.HasManyPairs) rows = [.. rows.GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!)];
        return rows.Length == 0 ? null : new("At equal length", Caption, ["A", "B", "iteration", "A's rate, raw", "length-controlled", "slope"], 2,
        [
            .. rows.Select(c => (IReadOnlyList<Figure>)[Figure.Of(c.A), Figure.Of(c.B), $"{c.Iteration}", Numbers.Percent(c.LengthControlled!.Raw),
                new Figure(Numbers.Percent(c.LengthControlled.Value), Numbers.Percents(c.LengthControlled.Interval)),
                Numbers.Plain(c.LengthControlled.Slope, "0.00")]),
        ]);
    }
}
