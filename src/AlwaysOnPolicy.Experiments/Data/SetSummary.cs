namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>One set of rows.</summary>
/// <param name="Name">The set's.</param>
/// <param name="Rows">How many.</param>
/// <param name="Domains">Distinct domains; 0 where the rows name none.</param>
/// <param name="Repeated">Rows whose question, by wording or post, an earlier row of the set has.</param>
/// <param name="Question">Lengths of the questions; null without rows.</param>
/// <param name="Answer">Of all answers, in pairs both; null where the rows have none.</param>
/// <param name="LongerChosen">Share (0-1) of the pairs in which the preferred answer is the longer one; null where the rows are no pairs.</param>
public sealed record SetSummary(string Name, int Rows, int Domains, int Repeated, TextLengths? Question, TextLengths? Answer, double? LongerChosen)
{
    /// <summary>Counts and measures a set's rows.</summary>
    public static SetSummary Of(string name, IReadOnlyList<IDataRow> rows)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = rows.Count(r => Splits.Marks(r).Select(m => !seen.Add(m)).ToArray().Contains(true));
        PairRow[] pairs = [.. rows.OfType<PairRow>()];
        return new(name, rows.Count, rows.Select(r => r.Domain).OfType<string>().Distinct().Count(), repeated,
            TextLengths.Of(rows.Select(r => r.Question)),
            TextLengths.Of([.. rows.OfType<DemonstrationRow>().Select(d => d.Answer), .. pairs.Select(p => p.Chosen), .. pairs.Select(p => p.Rejected)]),
            pairs.Length == 0 ? null : pairs.Average(p => p.Chosen.Length > p.Rejected.Length ? 1.0 : 0));
    }
}
