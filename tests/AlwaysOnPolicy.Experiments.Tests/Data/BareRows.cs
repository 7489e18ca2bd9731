using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>Rows without their place in a file, to compare what was read.</summary>
internal static class BareRows
{
    public static IReadOnlyList<QuestionRow> Bare(this IEnumerable<QuestionRow> rows) =>
        [.. rows.Select(r => r with { Question = r.Question with { Origin = null } })];

    public static IReadOnlyList<PairRow> Bare(this IEnumerable<PairRow> rows) => [.. rows.Select(r => r with { Origin = null })];
}
