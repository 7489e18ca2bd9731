using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat.Scoring;

/// <summary>A service that scores answers, and how it is asked.</summary>
public sealed record ScorerSettings
{
    /// <summary>Where the answers are posted, such as http://localhost:8000/score.</summary>
    public required string Url { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Answers of one request, at most.</summary>
    /// <value>answers</value>
    [Range(1, 4096)] public int BatchSize { get; init => field = OptionRange.Check(this, value); } = 32;

    /// <summary>How long one attempt may take, in seconds.</summary>
    [Range(1, 3600)] public int TimeoutSeconds { get; init => field = OptionRange.Check(this, value); } = 60;

    /// <summary>Further attempts after a refusal for load (429), a conflict (409), a time-out that the service reports (408), a server's error (5xx but 501), a
    /// time-out here or a cut connection.</summary>
    /// <value>attempts</value>
    [Range(0, 100)] public int Retries { get; init => field = OptionRange.Check(this, value); } = 5;

    /// <summary>The pause before the second attempt, in seconds; it doubles before each further one. A service that says how long to wait is obeyed
    /// instead.</summary>
    [Range(0.0, 600.0)] public double FirstPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>The longest pause, in seconds. A service that asks for a longer one ends the request.</summary>
    [Range(1, 86_400)] public int LongestPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 120;

    /// <summary>Name of the environment variable whose value is sent as a bearer token; null sends none.</summary>
    public string? ApiKeyVariable { get; init; }
}
