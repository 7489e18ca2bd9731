using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What the judge said of two arms' answers to a question.</summary>
/// <param name="A">The one arm.</param>
/// <param name="B">The other.</param>
/// <param name="Preference">Which of the two is preferred.</param>
public sealed record AnsweredVerdict(string A, string B, Preference Preference)
{
    /// <summary>The arm whose answer was preferred; null where none was.</summary>
    [JsonIgnore] public string? Winner => Preference switch { Preference.A => A, Preference.B => B, _ => null };

    /// <summary>The arm whose answer lost; null where neither did.</summary>
    [JsonIgnore] public string? Loser => Preference switch { Preference.A => B, Preference.B => A, _ => null };
}
