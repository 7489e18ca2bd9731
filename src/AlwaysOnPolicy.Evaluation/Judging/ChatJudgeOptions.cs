using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>How an LLM is asked to judge.</summary>
public sealed record ChatJudgeOptions
{
    /// <summary>For tables and records: the model's name.</summary>
    public string Name { get; init; } = "chat";

    /// <summary>How many requests may be under way at once, from 1.</summary>
    [Range(1, int.MaxValue)] public int Concurrency { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>After so many comparisons in a row without a verdict, for whatever reason, the judging stops.</summary>
    [Range(1, int.MaxValue)] public int FailuresInARow { get; init => field = OptionRange.Check(this, value); } = 5;

    /// <summary>How often an answer that cannot be read is asked for again.</summary>
    [Range(0, 100)] public int UnreadableRetries { get; init => field = OptionRange.Check(this, value); }

    /// <summary>In which orders the two answers are shown.</summary>
    public JudgeOrders Orders { get; init; } = JudgeOrders.Both;

    /// <summary>Whether the judge may reason first. The paper's prompt asks for a letter alone; with this its last sentence asks for reasons and then a last
    /// line with the letter, and only that line is read.</summary>
    public bool Reasoning { get; init; }

    /// <summary>0 asks the model for its likeliest letter; null leaves the provider's default (some models refuse a temperature).</summary>
    [Range(0.0, 100.0)] public float? Temperature { get; init => field = OptionRange.Check(this, value); } = 0;
}
