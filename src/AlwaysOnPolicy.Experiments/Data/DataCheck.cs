namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What <c>aop data check</c> shows: each set's size, lengths and repetitions, and which questions are in two sets.</summary>
/// <param name="Sets">A summary of each set.</param>
/// <param name="Overlaps">Each two sets that have questions in common.</param>
/// <param name="Notes">What the readers left out, and why.</param>
public sealed record DataCheck(IReadOnlyList<SetSummary> Sets, IReadOnlyList<SetOverlap> Overlaps, IReadOnlyList<string> Notes)
{
    /// <summary>What a run gets through, and the user may not want.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Compares every two of the sets, by wording and by post.</summary>
    /// <param name="isFatal">Whether a run refuses questions that are in both of two sets; null where no run is in sight.</param>
    public static DataCheck Of(IReadOnlyList<(string Name, IReadOnlyList<IDataRow> Rows)> sets, IReadOnlyList<string> notes,
        Func<string, string, bool>? isFatal = null)
    {
        var marks = sets.Select(s => s.Rows.Select(r => Splits.Marks(r).ToArray()).ToArray()).ToArray();
        var overlaps = new List<SetOverlap>();
        for (var a = 0; a < sets.Count; a++)
        {
            var there = marks[a].SelectMany(m => m).ToHashSet(StringComparer.Ordinal);
            for (var b = a + 1; b < sets.Count; b++)
            {
                var shared = sets[b].Rows.Where((_, i) => marks[b][i].Any(there.Contains)).ToArray();
                if (shared.Length > 0)
                    overlaps.Add(new(sets[a].Name, sets[b].Name, shared.Length, [.. shared.Take(3).Select(r => r.Id)],
                        isFatal?.Invoke(sets[a].Name, sets[b].Name) == true));
            }
        }
        return new([.. sets.Select(s => SetSummary.Of(s.Name, s.Rows))], overlaps, notes)
        {
            Warnings = [.. sets.Select(s => (s.Name, Text: LengthLean.Warning(LengthLean.Of([.. s.Rows.OfType<PairRow>()])))).Where(w => w.Text is not null)
                .Select(w => $"{Path.GetFileName(w.Name)}: {w.Text}")],
        };
    }
}
