using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>How the vanilla arm's questions are asked for.</summary>
public sealed record QuestionWriterOptions
{
    public WritingLimits Limits { get; init; } = new();

    /// <summary>How many example questions a call is shown, where there are some.</summary>
    public int Examples { get; init; } = 3;

    /// <summary>How many calls may be under way at once, from 1. The paper's pipeline makes 1,818 calls.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>After so many keywords in a row that got no question at all, the work stops.</summary>
    public int FailuresInARow { get; init; } = 5;

    /// <summary>The share of keywords that may get no question at all (0-1); with more the work stops at its end.</summary>
    public double FailedShare { get; init; } = 0.2;
}
