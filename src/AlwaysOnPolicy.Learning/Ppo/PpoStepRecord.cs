using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A line of an iteration's metrics: the same in every run of the same iteration.</summary>
/// <param name="Step">From 1.</param>
/// <param name="TotalSteps">Steps of the whole iteration.</param>
/// <param name="Stats">Under TRL's keys, but for its time/… entries.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
/// <param name="EndedShare">Share of answers that ended themselves.</param>
/// <param name="Sample">One rollout to read.</param>
/// <param name="Repetition">Share of token pairs that stood in their answer before.</param>
/// <param name="DistinctShare">Different answers, as a share of the batch.</param>
/// <param name="RepeatedShare">Share of the runs of four tokens in the batch's answers that stand in them more than once.</param>
public sealed record PpoStepRecord(
    int Step, int TotalSteps, IReadOnlyDictionary<string, double> Stats, int SkippedUpdates, double EndedShare, PpoSample Sample,
    double Repetition = 0, double DistinctShare = 1, double RepeatedShare = 0)
{
    /// <summary>Mean of the reward model's scores of the step's answers, without the KL penalty. TRL: env/reward_mean.</summary>
    [JsonIgnore] public double RewardMean => Stats["env/reward_mean"];

    /// <summary>Their standard deviation. TRL: env/reward_std.</summary>
    [JsonIgnore] public double RewardDeviation => Stats["env/reward_std"];

    /// <summary>KL to the reference, in nats an answer. TRL: objective/kl.</summary>
    [JsonIgnore] public double Kl => Stats["objective/kl"];

    /// <summary>β of the step, reward per nat. TRL: objective/kl_coef.</summary>
    [JsonIgnore] public double KlCoef => Stats["objective/kl_coef"];

    /// <summary>The clipped policy loss, mean over mini-batches. TRL: ppo/loss/policy.</summary>
    [JsonIgnore] public double PolicyLoss => Stats["ppo/loss/policy"];

    /// <summary>The value loss, mean over mini-batches; 0 without a value head's estimator. TRL: ppo/loss/value.</summary>
    [JsonIgnore] public double ValueLoss => Stats["ppo/loss/value"];

    /// <summary>What was minimised, mean over mini-batches. TRL: ppo/loss/total.</summary>
    [JsonIgnore] public double TotalLoss => Stats["ppo/loss/total"];

    /// <summary>The policy's entropy, in nats a token. TRL: ppo/policy/entropy.</summary>
    [JsonIgnore] public double Entropy => Stats["ppo/policy/entropy"];

    /// <summary>Mean length of the answers, in tokens. TRL: tokens/responses_len_mean.</summary>
    [JsonIgnore] public double AnswerTokens => Stats["tokens/responses_len_mean"];

    /// <summary>Mean over tokens, and largest, of the absolute difference between the log-probabilities of the servers that drew the answers and the
    /// learner's, in nats; null where this process drew all, or <see cref="PpoOptions.LogprobTemperature"/> is not 1, which no server computes.</summary>
    [JsonIgnore]
    public (double Mean, double Max)? LogprobDifference =>
        Stats.TryGetValue(Ppo.LogprobDifference.MeanKey, out var mean) ? (mean, Stats[Ppo.LogprobDifference.MaxKey]) : null;

    /// <summary>Seconds under TRL's time/… keys. No two runs have the same, so they are no part of the line.</summary>
    [JsonIgnore] public IReadOnlyDictionary<string, double> Times { get; init; } = new Dictionary<string, double>();

    /// <summary>What the step's rollouts earned by domain, call and rule.</summary>
    public IReadOnlyList<RolloutGroup> Groups { get; init; } = [];

    /// <summary>The step's rollouts, in the order of the batch. Too many for the line.</summary>
    [JsonIgnore] public IReadOnlyList<PpoRollout> Rollouts { get; init; } = [];

    /// <summary>With the step's rollouts and what they earned.</summary>
    internal PpoStepRecord Of(IReadOnlyList<PpoRollout> rollouts) => this with { Rollouts = rollouts, Groups = RolloutGroup.Of(rollouts) };
}
