using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Stanford Human Preferences: each record is a pair of answers to a post, so a post comes back in many records.</summary>
internal static partial class Shp
{
    public static QuestionRow Question(DataRecord row, string id)
    {
        var post = row.Text("post_id");
        return new QuestionRow(post, Domain(row), row.Text("history"), post);
    }

    public static PairRow Pair(DataRecord row, string id)
    {
        var post = row.Text("post_id");
        var (a, b) = (row.Text("human_ref_A"), row.Text("human_ref_B"));
        var (chosen, rejected) = row.Text("labels") switch
        {
            "1" => (a, b),
            "0" => (b, a),
            var other => throw row.Odd($"column 'labels' is '{other}'; it must be 1 (A is preferred) or 0 (B is)."),
        };
        return new PairRow($"{post}/{id}", Domain(row), row.Text("history"), chosen, rejected, post);
    }

    /// <summary>Published as "askculinary_train": the split is no part of the domain.</summary>
    private static string? Domain(DataRecord row) => row.TextOrNull("domain") is { } domain ? SplitName().Replace(domain, "") : null;

    [GeneratedRegex("_(train|validation|test)$")]
    private static partial Regex SplitName();
}
