using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Cuts data sets into parts that share no question.</summary>
internal static class Splits
{
    /// <summary>
    /// Deals the rows out to the parts, in random order. Rows with one wording (<see cref="QuestionText.Key"/>) or one post go to one part.
    /// A question's place in the order depends on the seed and its wording alone, so that rows added elsewhere move no others.
    /// Where no whole question fits into what a part still needs, it gets some rows of one, and the question's other rows are in no part.
    /// </summary>
    /// <param name="notes">Told of rows that are in no part.</param>
    /// <returns>The rows of each part, in the order of <paramref name="parts"/>.</returns>
    /// <exception cref="DataException">There are too few rows for a part.</exception>
    public static IReadOnlyList<IReadOnlyList<T>> Make<T>(IReadOnlyList<T> rows, IReadOnlyList<SplitPart> parts, ulong seed, List<string>? notes = null)
        where T : IDataRow
    {
        var left = Shuffled(rows, seed);
        var domains = rows.Select(r => r.Domain).Distinct().ToArray();
        var made = new List<IReadOnlyList<T>>();
        foreach (var part in parts)
        {
            if (part.Count is not { } count) made.Add(Take(left, _ => true, int.MaxValue));
            else if (part.PerDomain) made.Add([.. domains.SelectMany(domain => Exactly(part, count, left, domain, false, notes))]);
            else made.Add(Exactly(part, count, left, null, true, notes));
        }
        return made;
    }

    /// <summary>How many rows, at most <paramref name="count"/>, a first part of <see cref="Make"/> can have: all rows of a question go together.</summary>
    public static int Fitting<T>(IReadOnlyList<T> rows, int count, ulong seed)
        where T : IDataRow => Take(Shuffled(rows, seed), _ => true, count).Count;

    /// <summary>Makes sure that no question is in two sets.</summary>
    /// <exception cref="DataException">Some are; the message names the sets and examples.</exception>
    public static void RequireDisjoint(params IReadOnlyList<(string Name, IEnumerable<IDataRow> Rows)> sets)
    {
        var seen = new Dictionary<string, (string Set, string Id)>(StringComparer.Ordinal);
        foreach (var (name, rows) in sets)
        {
            var overlaps = new List<(string Id, (string Set, string Id) Other)>();
            foreach (var row in rows)
                foreach (var mark in Marks(row))
                    if (!seen.TryAdd(mark, (name, row.Id)) && seen[mark].Set != name) overlaps.Add((row.Id, seen[mark]));
            if (overlaps.Count == 0) continue;
            var examples = string.Join("; ", overlaps.DistinctBy(o => o.Id).Take(3).Select(o => $"'{o.Id}' is '{o.Other.Id}' of {o.Other.Set}"));
            throw new DataException(
                $"{overlaps.DistinctBy(o => o.Id).Count()} questions of {name} are in another set as well: {examples}. " +
                "What a model learns from must not be what it is tested on: take the sets from different files, or split one.");
        }
    }

    private static List<T> Exactly<T>(SplitPart part, int count, List<List<T>> left, string? domain, bool anyDomain, List<string>? notes)
        where T : IDataRow
    {
        bool Wanted(List<T> group) => anyDomain || group[0].Domain == domain;
        var taken = Take(left, Wanted, count);
        if (taken.Count < count && left.Find(Wanted) is { } cut)
        {
            left.Remove(cut);
            var room = count - taken.Count;
            taken.AddRange(cut.Take(room));
            notes?.Add($"The part '{part.Name}' got {room} of the {cut.Count} rows of '{cut[0].Id}' and others that ask the same; {cut.Count - room} are in " +
                $"no part.");
        }
        if (taken.Count == count) return taken;
        var where = anyDomain ? "" : $" of the domain {domain ?? "(none)"}";
        throw new DataException(
            $"The part '{part.Name}' needs {count} rows{where} and can have only {taken.Count} without sharing a question with another part. " +
            "Ask for fewer, or give more data.");
    }

    private static List<List<T>> Shuffled<T>(IReadOnlyList<T> rows, ulong seed)
        where T : IDataRow =>
        [.. Groups(rows).Select(group => (Rows: group, Order: Seeds.Derive(seed, "split", NameOf(group)))).OrderBy(g => g.Order).Select(g => g.Rows)];

    private static string NameOf<T>(List<T> group)
        where T : IDataRow => group.Select(r => QuestionText.Key(r.Question)).Order(StringComparer.Ordinal).First();

    /// <summary>Moves whole groups out of <paramref name="left"/> while they fit.</summary>
    private static List<T> Take<T>(List<List<T>> left, Func<List<T>, bool> wanted, int count)
    {
        var taken = new List<T>();
        left.RemoveAll(group =>
        {
            if (!wanted(group) || taken.Count + group.Count > count) return false;
            taken.AddRange(group);
            return true;
        });
        return taken;
    }

    /// <summary>Joins rows that share a mark, also by way of others.</summary>
    private static IEnumerable<List<T>> Groups<T>(IReadOnlyList<T> rows)
        where T : IDataRow
    {
        var parent = Enumerable.Range(0, rows.Count).ToArray();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
            foreach (var mark in Marks(rows[i]))
                if (!first.TryAdd(mark, i)) parent[Root(i)] = Root(first[mark]);
        return Enumerable.Range(0, rows.Count).GroupBy(Root).Select(g => g.Select(i => rows[i]).ToList());

        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
    }

    /// <summary>What a row shares with every other row about the same question.</summary>
    internal static IEnumerable<string> Marks(IDataRow row)
    {
        yield return "text " + QuestionText.Key(row.Question);
        if (row.PostId is { } post) yield return "post " + post;
    }
}
