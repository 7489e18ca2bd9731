using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>The rows of the user's files, split.</summary>
internal sealed record FilesSets(
    IReadOnlyList<DemonstrationRow> Demonstrations, IReadOnlyList<DemonstrationRow> Validation, IReadOnlyList<QuestionRow> Probe, IReadOnlyList<QuestionRow> Pool,
    IReadOnlyList<PairRow> Training, IReadOnlyList<PairRow> HeldOut, IReadOnlyList<PairRow> Test, IReadOnlyList<string> Notes)
{
    /// <summary>The sets by the names that messages give them.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<IDataRow> Rows)> Named() =>
    [
        ("demonstrations", Demonstrations), ("validation", Validation), ("probe questions", Probe), ("pool", Pool),
        ("training pairs", Training), ("held-out pairs", HeldOut), ("test prompts", Test),
    ];
}
