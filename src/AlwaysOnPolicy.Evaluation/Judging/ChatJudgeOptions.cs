namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>How an LLM is asked to judge.</summary>
public sealed record ChatJudgeOptions
{
    /// <summary>For tables and records: the model's name.</summary>
    public string Name { get; init; } = "chat";

    /// <summary>How many requests may be under way at once, from 1.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>After so many requests in a row without any reply, the judging stops. Replies that are no verdict do not count.</summary>
    public int ErrorsInARow { get; init; } = 20;

    /// <summary>0 asks the model for its likeliest letter; null leaves the provider's default (some models refuse a temperature).</summary>
    public float? Temperature { get; init; } = 0;

    /// <summary>Longest answer, in tokens; null leaves it open. Models that think before they answer spend it on that.</summary>
    public int? MaxOutputTokens { get; init; }
}
