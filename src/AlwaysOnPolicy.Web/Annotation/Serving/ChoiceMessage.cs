using System.Text.Json.Serialization;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>What the rater's page sends.</summary>
/// <param name="Task">The position in the rater's order.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChoiceMessage(string Key, int Task, Choice Choice, string? Reason = null, string? Note = null)
{
    private const int LongestKey = 64, LongestReason = 40, LongestNote = 2000;

    /// <summary>Null where all is within bounds.</summary>
    public string? Flaw =>
        Key.Length is 0 or > LongestKey || !Key.All(char.IsAsciiLetterOrDigit) ? $"The key must be 1 to {LongestKey} letters and digits."
        : !Enum.IsDefined(Choice) ? "The choice must be first, second, tie, skip or undo."
        : Choice == Choice.Skip && string.IsNullOrWhiteSpace(Reason) ? "Skipping needs a reason."
        : Reason?.Length > LongestReason ? $"The reason may have {LongestReason} characters."
        : Note?.Length > LongestNote ? $"The note may have {LongestNote} characters."
        : null;
}
