using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat;

/// <summary>Which language model is asked, and how. Only which one it is enters a stage's key: where it is reached and how long it is waited for may
/// change.</summary>
public sealed record ChatSettings : AnswerRetries
{
    /// <summary>The defaults.</summary>
    public ChatSettings() { }

    /// <summary>The defaults, and how often it is asked again.</summary>
    public ChatSettings(AnswerRetries retries)
        : base(retries)
    {
    }

    /// <summary>Whose service is asked.</summary>
    public ChatProvider Provider { get; init; } = ChatProvider.OpenAi;

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Address of the service; null takes the provider's own. Needed by compatible and azure.</summary>
    [NotInKey] public string? Endpoint { get; init; }

    /// <summary>Name of the environment variable that holds the key; null takes the provider's usual one.</summary>
    [NotInKey] public string? ApiKeyVariable { get; init; }

    /// <summary>Longest reply, in tokens; null leaves it to the service, and is 4,096 with anthropic, which wants a number. Models that think before they
    /// answer spend it on that.</summary>
    [Range(1, 1_000_000)] public int? MaxOutputTokens { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What the service calls that number; null takes the provider's usual name. A service may ignore the one that it does not know,
    /// silently. Of open_ai, gemini and compatible.</summary>
    public OutputLimitField? OutputLimitField { get; init; }

    /// <summary>Sends requests in batches, at half of the price and with answers within a day. Of judges and of the vanilla writer, with open_ai and compatible
    /// services that have OpenAI's batch interface. It goes on by the batch's id after a stop.</summary>
    [NotInKey] public bool Batch { get; init; }

    /// <summary>How long one attempt may take, in seconds.</summary>
    [Range(1, 3600), NotInKey] public int TimeoutSeconds { get; init => field = OptionRange.Check(this, value); } = 120;

    /// <summary>Further attempts after a server's error (5xx but 501), a conflict (409), a time-out that the service reports (408), a time-out here or a cut
    /// connection.</summary>
    /// <value>attempts</value>
    [Range(0, 100), NotInKey] public int Retries { get; init => field = OptionRange.Check(this, value); } = 5;

    /// <summary>Further attempts after a refusal for load (429), counted apart from the others.</summary>
    /// <value>attempts</value>
    [Range(0, 1000), NotInKey] public int ThrottleRetries { get; init => field = OptionRange.Check(this, value); } = 10;

    /// <summary>Requests under way at once.</summary>
    /// <value>requests</value>
    [Range(1, 1000), NotInKey] public int Concurrency { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Requests sent in a minute at most; null goes by what the service says of its limits.</summary>
    /// <value>requests</value>
    [Range(1, 10_000_000), NotInKey] public int? RequestsPerMinute { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Tokens of requests and answers in a minute at most, about; null goes by what the service says of its limits.</summary>
    /// <value>tokens</value>
    [Range(1, 2_000_000_000), NotInKey] public int? TokensPerMinute { get; init => field = OptionRange.Check(this, value); }

    /// <summary>The pause before the second attempt, in seconds; it doubles before each further one. A service that says how long to wait is obeyed
    /// instead.</summary>
    [Range(0.0, 600.0), NotInKey] public double FirstPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>The longest pause, in seconds. A service that asks for a longer one ends the call.</summary>
    [Range(1, 86_400), NotInKey] public int LongestPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 120;
}
