using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>How the vanilla arm's questions are asked for.</summary>
public sealed record QuestionWriterOptions : FailureLimit
{
    /// <summary>How often a call is made again after an error or an answer without a list, and how often more is asked for.</summary>
    public AnswerRetries Retries { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>How many example questions a call is shown, where there are some.</summary>
    [Range(0, 10_000)] public int Examples { get; init => field = OptionRange.Check(this, value); } = 3;

    /// <summary>How many calls may be under way at once, from 1. The paper's pipeline makes 1,818 calls.</summary>
    [Range(1, int.MaxValue)] public int Concurrency { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>The share of keywords that may get no question at all (0-1); with more the work stops at its end.</summary>
    [Range(0.0, 1.0)] public double FailedShare { get; init => field = OptionRange.Check(this, value); } = 0.2;
}
