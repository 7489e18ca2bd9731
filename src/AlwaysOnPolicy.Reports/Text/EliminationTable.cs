using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What the vanilla arm's elimination dropped, as tables.</summary>
internal static class EliminationTable
{
    public const string Title = "What elimination left out";

    public static IReadOnlyList<TextTable> Of(EliminationData data) =>
    [
        new("By cluster", Caption(data), ["cluster", "questions", "left out", "left"], 1,
            [.. data.Clusters.Select(c => (IReadOnlyList<string>)[$"{c.Number}", Numbers.Count(c.Questions), Numbers.Count(c.Questions - c.Left),
                Numbers.Count(c.Left)])]),
        new("Why", "Some of those that went, in the order in which they did, each with the nearest question of its cluster that was still there. All of them " +
            "are in elimination.csv of the vanilla stage's folder.", ["cluster", "order", "went", "beside", "cosine"], 4,
            [.. data.Clusters.SelectMany(c => c.Examples.Select(e => (IReadOnlyList<string>)[$"{c.Number}", Numbers.Count(e.Order), e.Question, e.Beside,
                Numbers.Score(e.Cosine)]))]),
    ];

    private static string Caption(EliminationData data) =>
        $"Of {Numbers.Count(data.Questions)} questions {Numbers.Count(data.Left)} are left: the later of each two most similar ones of a cluster went, down " +
        $"to a cosine of {Numbers.Score(data.Cosine)}. {Across(data)}";

    /// <summary>What the clustered way misses against all pairs.</summary>
    private static string Across(EliminationData data) => (data.PairsAcross, data.KeptPairsAcross) switch
    {
        (0, _) => "No two questions of different clusters are that similar, so elimination over all pairs would have met the same pairs.",
        (1, var kept) => "One pair of different clusters is that similar, and is not compared; " + (kept == 0 ? "not both of it are left." :
            "both of it are left, where elimination over all pairs would have dropped one."),
        (var pairs, var kept) => $"{Numbers.Count(pairs)} pairs of different clusters are that similar, and are not compared; " + kept switch
        {
            0 => "of none of them both are left.",
            1 => "of one of them both are left, where elimination over all pairs would have dropped one.",
            _ => $"of {Numbers.Count(kept)} of them both are left, where elimination over all pairs would have dropped one.",
        },
    };
}
