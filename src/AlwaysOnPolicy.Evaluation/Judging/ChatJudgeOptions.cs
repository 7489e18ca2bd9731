using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>How an LLM is asked to judge.</summary>
public sealed record ChatJudgeOptions : JudgeRequestOptions
{
    /// <summary>The defaults.</summary>
    public ChatJudgeOptions() { }

    /// <summary>The defaults, and what is asked.</summary>
    public ChatJudgeOptions(JudgeRequestOptions request)
        : base(request)
    {
    }

    /// <summary>For tables and records: the model's name.</summary>
    public string Name { get; init => field = OptionNotNull.Check(value); } = "chat";

    /// <summary>How many requests may be under way at once, from 1.</summary>
    [Range(1, int.MaxValue)] public int Concurrency { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>How often an answer without a letter is asked for again. A judge has no top-ups.</summary>
    public AnswerRetries Retries { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>0 asks the model for its likeliest letter; null leaves the provider's default (some models refuse a temperature).</summary>
    [Range(0.0, 100.0)] public float? Temperature { get; init => field = OptionRange.Check(this, value); } = 0;
}
