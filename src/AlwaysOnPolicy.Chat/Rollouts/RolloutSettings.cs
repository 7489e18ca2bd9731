using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>Inference servers that draw the policy's answers: in training, probing, gates and evaluation.</summary>
public sealed record RolloutSettings
{
    /// <summary>Their addresses, such as http://10.0.0.2:8000; answers are shared out among them. Empty draws in this process.</summary>
    [NotInKey] public IReadOnlyList<string> Servers { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>What the servers are. Answers by aop serve are those that this process would draw; vLLM's are others.</summary>
    public RolloutSampler Sampler { get; init; }

    /// <summary>Name of the environment variable whose value is sent as a bearer token; null sends none. To load policies, aop serve wants one.</summary>
    [NotInKey] public string? ApiKeyVariable { get; init; }

    /// <summary>Answers that a server is asked for at once; the others wait here.</summary>
    /// <value>answers</value>
    [Range(1, 4096), NotInKey] public int InFlight { get; init => field = OptionRange.Check(this, value); } = 32;

    /// <summary>How long one answer, or the loading of a policy, may take, in seconds.</summary>
    [Range(1, 86_400), NotInKey] public int TimeoutSeconds { get; init => field = OptionRange.Check(this, value); } = 300;

    /// <summary>Further attempts at a server after an error of its (5xx, 408), a time-out or a cut connection; after them it counts as lost, and the
    /// others draw what it was asked for. Before the next batch it is looked for again.</summary>
    /// <value>attempts</value>
    [Range(0, 100), NotInKey] public int Retries { get; init => field = OptionRange.Check(this, value); } = 3;

    /// <summary>Refusals for load (429) one after the other until a server counts as lost.</summary>
    /// <value>refusals</value>
    [Range(1, 100_000), NotInKey] public int ThrottleRetries { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>The pause of a server after its first failure, in seconds; it doubles with each further one. A server that says how long to wait is obeyed
    /// instead.</summary>
    [Range(0.0, 600.0), NotInKey] public double FirstPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>The longest pause, in seconds; a server that asks for a longer one counts as lost.</summary>
    [Range(1, 86_400), NotInKey] public int LongestPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 60;

    /// <summary>How far a server's log-probability of a token may be from the learner's, on the average of a PPO step, before a note warns of it.</summary>
    /// <value>nats per token</value>
    [Range(0.0, 100.0), NotInKey] public double MaxLogprobDifference { get; init => field = OptionRange.Check(this, value); } = 0.02;
}
