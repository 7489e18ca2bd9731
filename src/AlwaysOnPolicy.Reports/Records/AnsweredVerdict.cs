using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What the judge said of two arms' answers to a question.</summary>
public sealed record AnsweredVerdict(string A, string B, Preference Preference)
{
    /// <summary>The arm whose answer was preferred; null where none was.</summary>
    [JsonIgnore] public string? Winner => Preference switch { Preference.A => A, Preference.B => B, _ => null };

    [JsonIgnore] public string? Loser => Preference switch { Preference.A => B, Preference.B => A, _ => null };
}
