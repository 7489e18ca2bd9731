using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>The pairs of a bench: read, given a domain, and drawn.</summary>
internal static class BenchPairs
{
    /// <returns>In the order of the files, every row with a domain: its own, else its file's name.</returns>
    public static DataSet<PairRow> Read(IReadOnlyList<BenchFile> inputs, int? perDomain, ulong seed)
    {
        var (rows, notes) = (new List<PairRow>(), new List<string>());
        for (var i = 0; i < inputs.Count; i++)
        {
            var set = DataSets.ReadPairs(inputs[i].Data);
            notes.AddRange(set.Notes);
            rows.AddRange(set.Rows.Select(r => r with { Id = inputs.Count == 1 ? r.Id : $"{i + 1}:{r.Id}", Domain = r.Domain ?? inputs[i].Domain }));
        }
        if (perDomain is not { } most) return new(rows, notes);

        // A pair's number depends on the seed and its id alone: another file beside it does not change which pairs of a domain are drawn.
        var drawn = rows.GroupBy(r => r.Domain, StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(r => Seeds.Derive(seed, "bench pairs", r.Id)).Take(most)).Select(r => r.Id).ToHashSet();
        var small = rows.CountBy(r => r.Domain!, StringComparer.Ordinal).Where(d => d.Value < most).OrderBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => $"{d.Key} {d.Value}").ToArray();
        if (small.Length > 0) notes.Add($"Domains with fewer pairs than the {most} to be drawn, of which all are used: {string.Join(", ", small)}.");
        return new([.. rows.Where(r => drawn.Contains(r.Id))], notes);
    }
}
