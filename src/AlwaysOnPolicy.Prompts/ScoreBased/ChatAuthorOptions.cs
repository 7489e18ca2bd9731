using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>How <see cref="ChatAuthor"/> asks its language model.</summary>
public sealed record ChatAuthorOptions : FailureLimit
{
    /// <summary>How often a call is made again after an error or an answer without a list, and how often more is asked for.</summary>
    public AnswerRetries Retries { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>The ROUGE-L (0-1) from which a question counts as a repetition of another or of an excluded one; null: only the same words do. Self-Instruct:
    /// .7.</summary>
    [Range(0.0, 1.0)] public double? NearDuplicate { get; init => field = OptionRange.Check(this, value); }

    /// <summary>How many calls may be added to those asked for, to make up for calls that failed or fell short.</summary>
    [Range(0, 10_000)] public int ExtraCalls { get; init => field = OptionRange.Check(this, value); } = 5;

    /// <summary>Where a longer answer is cut in what the LLM is shown; null shows it whole. 270 whole answers need a context of about 80,000 tokens.</summary>
    [Range(1, int.MaxValue)] public int? MaxAnswerCharacters { get; init => field = OptionRange.Check(this, value); }
}
