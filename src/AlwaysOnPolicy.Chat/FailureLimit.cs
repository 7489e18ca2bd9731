using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat;

/// <summary>When work with a language model stops because nothing comes of it.</summary>
public record FailureLimit
{
    /// <summary>After so many failures in a row the work stops: a judge's comparisons without a verdict, an author's calls without a new prompt, keywords
    /// without a question.</summary>
    /// <value>failures</value>
    [Range(1, 10_000), NotInKey] public int FailuresInARow { get; init => field = OptionRange.Check(this, value); } = 5;
}
