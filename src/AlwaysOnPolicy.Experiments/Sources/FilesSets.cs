using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The rows of the user's files, split.</summary>
internal sealed record FilesSets(
    IReadOnlyList<DemonstrationRow> Demonstrations, IReadOnlyList<DemonstrationRow> Validation, IReadOnlyList<QuestionRow> Probe,
        IReadOnlyList<QuestionRow> FewShot,
    IReadOnlyList<QuestionRow> Pool, IReadOnlyList<PairRow> Training, IReadOnlyList<PairRow> HeldOut, IReadOnlyList<QuestionRow> Test,
        IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that are about rows which were kept, and which a user may not want.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What became of the rows of each file.</summary>
    public IReadOnlyList<RowsUsed> Uses { get; init; } = [];

    /// <summary>The sets by the names that messages give them; the two that need not be there only where they are.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<IDataRow> Rows)> Named()
    {
        (string Name, IReadOnlyList<IDataRow> Rows)[] all =
        [
            ("demonstrations", Demonstrations), ("validation", Validation), (HeldOutNames.Probe, Probe), (HeldOutNames.FewShot, FewShot), ("pool", Pool),
            ("training pairs", Training), (HeldOutNames.Pairs, HeldOut), (HeldOutNames.Test, Test),
        ];
        return [.. all.Where(s => s.Rows.Count > 0 || s.Name != HeldOutNames.FewShot)];
    }

    /// <summary>Whether a run refuses questions that are in both sets: what a policy is probed with must not be what it is tested on.</summary>
    public static bool IsFatal(string a, string b) => (a, b) is (HeldOutNames.Probe, HeldOutNames.Test) or (HeldOutNames.Test, HeldOutNames.Probe);

    /// <exception cref="DataException">Some questions are in two sets that must be apart.</exception>
    public void Check() => Splits.RequireDisjoint(("the probe questions", Probe), ("the test prompts", Test));
}
