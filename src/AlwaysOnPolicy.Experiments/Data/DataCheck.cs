namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What <c>aop data check</c> shows: each set's size, lengths and repetitions, and which questions are in two sets.</summary>
/// <param name="Notes">What the readers left out, and why.</param>
public sealed record DataCheck(IReadOnlyList<SetSummary> Sets, IReadOnlyList<SetOverlap> Overlaps, IReadOnlyList<string> Notes)
{
    /// <summary>Compares every two of the sets, by wording and by post.</summary>
    /// <param name="isFatal">Whether a run refuses questions that are in both of two sets; null where no run is in sight.</param>
    public static DataCheck Of(IReadOnlyList<(string Name, IReadOnlyList<IDataRow> Rows)> sets, IReadOnlyList<string> notes, Func<string, string, bool>? isFatal = null)
    {
        var marks = sets.Select(s => s.Rows.Select(r => Splits.Marks(r).ToArray()).ToArray()).ToArray();
        var overlaps = new List<SetOverlap>();
        for (var a = 0; a < sets.Count; a++)
        {
            var there = marks[a].SelectMany(m => m).ToHashSet(StringComparer.Ordinal);
            for (var b = a + 1; b < sets.Count; b++)
            {
                var shared = sets[b].Rows.Where((_, i) => marks[b][i].Any(there.Contains)).ToArray();
                if (shared.Length > 0) overlaps.Add(new(sets[a].Name, sets[b].Name, shared.Length, [.. shared.Take(3).Select(r => r.Id)], isFatal?.Invoke(sets[a].Name, sets[b].Name) == true));
            }
        }
        return new([.. sets.Select(s => SetSummary.Of(s.Name, s.Rows))], overlaps, notes);
    }
}

/// <summary>One set of rows.</summary>
/// <param name="Domains">Distinct domains; 0 where the rows name none.</param>
/// <param name="Repeated">Rows whose question, by wording or post, an earlier row of the set has.</param>
/// <param name="Answer">Of all answers, in pairs both; null where the rows have none.</param>
/// <param name="LongerChosen">Share (0-1) of the pairs in which the preferred answer is the longer one; null where the rows are no pairs.</param>
public sealed record SetSummary(string Name, int Rows, int Domains, int Repeated, TextLengths? Question, TextLengths? Answer, double? LongerChosen)
{
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

/// <summary>Lengths of texts, in characters.</summary>
public sealed record TextLengths(int Shortest, int Median, int NinetyFifthPercentile, int Longest)
{
    /// <returns>Null where there is no text.</returns>
    public static TextLengths? Of(IEnumerable<string> texts)
    {
        int[] sorted = [.. texts.Select(t => t.Length).Order()];
        if (sorted.Length == 0) return null;
        int At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        return new(sorted[0], At(0.5), At(0.95), sorted[^1]);
    }
}

/// <summary>Questions of two sets that are one.</summary>
/// <param name="Rows">Rows of <paramref name="B"/> whose question is in <paramref name="A"/>.</param>
/// <param name="Examples">Ids of some of them.</param>
/// <param name="Fatal">Whether a run refuses it.</param>
public sealed record SetOverlap(string A, string B, int Rows, IReadOnlyList<string> Examples, bool Fatal = false);
