using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>The pairs to train on and those to measure on, which have no question in common.</summary>
internal sealed record PairSplit(IReadOnlyList<PairRow> Training, IReadOnlyList<PairRow> HeldOut, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that are about rows which were kept, and which a user may not want.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What became of the rows of each file.</summary>
    public IReadOnlyList<RowsUsed> Uses { get; init; } = [];

    /// <param name="heldOut">Files of their own; what asks the same leaves the training pairs. None cuts a part out of <paramref name="pairs"/>.</param>
    /// <param name="count">Pairs to cut out, exactly; null is about a tenth, as whole questions allow.</param>
    public static PairSplit Read(IReadOnlyList<DataInput> pairs, IReadOnlyList<DataInput> heldOut, int? count, ulong seed)
    {
        var (notes, doubts) = (new List<string>(), new List<string>());
        var uses = new RowUses();
        var rows = ReadAll(pairs, "pairs", notes, doubts, uses);
        if (heldOut.Count == 0)
        {
            var order = Seeds.Derive(seed, "reward split");
            var wanted = count ?? Math.Max(1, Splits.Fitting(rows, Math.Max(1, rows.Count / 10), order));
            var parts = Splits.Make(rows, [new("held-out pairs", wanted), new("training pairs", null)], order, notes);
            uses.Use([.. parts[1], .. parts[0]]);
            return new(parts[1], parts[0], notes) { Doubts = doubts, Uses = uses.All() };
        }
        var held = ReadAll(heldOut, "held-out pairs", notes, doubts, uses);
        var marks = held.SelectMany(r => Splits.Marks(r)).ToHashSet(StringComparer.Ordinal);
        PairRow[] training = [.. rows.Where(r => !Splits.Marks(r).Any(marks.Contains))];
        if (training.Length < rows.Count) notes.Add($"{rows.Count - training.Length} of the {rows.Count} pairs ask what the held-out file asks; they are " +
            $"left out of training.");
        foreach (var row in rows.Except(training)) uses.Leave(row, "ask what the held-out file asks", new("Take them out of", "the held-out file"));
        uses.Use([.. training, .. held]);
        return new(training, held, notes) { Doubts = doubts, Uses = uses.All() };
    }

    private static List<PairRow> ReadAll(IReadOnlyList<DataInput> inputs, string what, List<string> notes, List<string> doubts, RowUses uses)
    {
        var rows = new List<PairRow>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var set = DataSets.ReadPairs(inputs[i]);
            notes.AddRange(set.Notes);
            doubts.AddRange(set.Doubts);
            rows.AddRange(uses.Read(inputs.Count == 1 ? set : set with { Rows = [.. set.Rows.Select(r => r with { Id = $"{i + 1}:{r.Id}" })] }, what));
        }
        return rows;
    }
}
