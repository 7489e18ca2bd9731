using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>The demonstrations to train on and those to measure on, which have no question in common.</summary>
internal sealed record DemonstrationSplit(IReadOnlyList<DemonstrationRow> Training, IReadOnlyList<DemonstrationRow> Validation, IReadOnlyList<string> Notes,
    IReadOnlyList<string> Doubts)
{
    private const int MostUnasked = 100;

    /// <summary>What became of the rows of each file.</summary>
    public IReadOnlyList<RowsUsed> Uses { get; init; } = [];

    /// <param name="count">To hold out of <paramref name="data"/>; null is a tenth, at most 100.</param>
    /// <exception cref="DataException">A file cannot be read, or nothing is left to train on.</exception>
    public static DemonstrationSplit Read(DataInput data, DataInput? validation, int? count, int? limit, ulong seed)
    {
        var set = DataSets.ReadDemonstrations(data);
        List<string> notes = [.. set.Notes], doubts = [.. set.Doubts];
        var uses = new RowUses();
        var (training, held) = (uses.Read(set, "demonstrations"), (IReadOnlyList<DemonstrationRow>)[]);
        if (validation is not null)
        {
            var own = DataSets.ReadDemonstrations(validation);
            notes.AddRange(own.Notes);
            doubts.AddRange(own.Doubts);
            held = uses.Read(own, "demonstrations to measure on");
            var marks = held.SelectMany(r => Splits.Marks(r)).ToHashSet(StringComparer.Ordinal);
            training = [.. set.Rows.Where(r => !Splits.Marks(r).Any(marks.Contains))];
            foreach (var row in set.Rows.Except(training)) uses.Leave(row, "ask what the validation file asks", new("Take them out of", "the validation file"));
            if (training.Count < set.Rows.Count) notes.Add($"{set.Rows.Count - training.Count} of the {set.Rows.Count} demonstrations ask what the " +
                $"validation file asks; they are left out of training.");
        }
        else if (count != 0)
        {
            var order = Seeds.Derive(seed, "demonstrations");
            var parts = Splits.Make(set.Rows, [new("validation", count ?? Splits.Fitting(set.Rows, Math.Clamp(set.Rows.Count / 10, 1, MostUnasked), order)),
                new("training", null)], order, notes);
            (training, held) = (parts[1], parts[0]);
        }
        if (training.Count == 0) throw new DataException($"All {set.Rows.Count} demonstrations are held out to measure on: none is left to train on. Hold " +
            "fewer out (--validation), or give more.");
        DemonstrationRow[] taken = [.. training.Take(limit ?? int.MaxValue)];
        uses.Use(taken);
        uses.Use(held);
        return new(taken, held, notes, doubts) { Uses = uses.All() };
    }

    public static (string, string)[] Texts(IReadOnlyList<DemonstrationRow> rows) => [.. rows.Select(r => (r.Question, r.Answer))];
}
