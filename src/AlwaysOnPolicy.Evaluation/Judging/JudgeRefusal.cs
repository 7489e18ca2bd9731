using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>A reply without a verdict in which the judge says that it will give none.</summary>
internal static partial class JudgeRefusal
{
    /// <summary>Whether the reply begins with an apology or with what the judge cannot or will not do.</summary>
    public static bool Is(string reply) => Beginning().IsMatch(reply);

    [GeneratedRegex(@"^\W*(?:(?:I['’]?m|I\s+am)\s+(?:very\s+|really\s+)?(?:sorry|unable|not\s+able|not\s+comfortable)|(?:sorry|apologies|unfortunately)\b" +
        @"|I\s+(?:apologi[sz]e|cannot|can\s*not|can['’]?t|won['’]?t|will\s+not|must\s+decline|decline|refuse)\b|as\s+an\s+AI\b)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Beginning();
}
