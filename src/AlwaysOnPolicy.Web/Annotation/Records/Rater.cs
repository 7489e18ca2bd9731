namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>Somebody who may open the pages.</summary>
/// <param name="Number">From 1; the administrator, who sees progress and exports, is 0.</param>
/// <param name="Name">As links and results say it.</param>
/// <param name="TokenHash">SHA-256; null of a rater who works elsewhere and whose verdicts are imported.</param>
public sealed record Rater(int Number, string Name, byte[]? TokenHash)
{
    internal const string Administrator = "administrator";
    internal const int LongestName = 100;

    /// <summary>Names from elsewhere become names of folders, too.</summary>
    internal static bool IsName(string name) => name is { Length: > 0 and <= LongestName } && name != Administrator && name[0] != '.'
        && !name.Any(c => c is '/' or '\\' || char.IsControl(c));
}
