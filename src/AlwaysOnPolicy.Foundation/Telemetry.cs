using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AlwaysOnPolicy;

/// <summary>What listeners of System.Diagnostics hear of this library: OpenTelemetry's AddMeter and AddSource take <see cref="Name"/>.</summary>
/// <remarks>Activities: a training ("ppo", "sft", "reward"), in it PPO's steps ("ppo step"), and a run's stages ("stage").</remarks>
public static class Telemetry
{
    /// <summary>Of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "AlwaysOnPolicy";

    /// <summary>Counter of training steps, tagged <see cref="TrainingTag"/>.</summary>
    public const string StepsName = "aop.steps";

    /// <summary>Counter of the tokens of answers that a policy in training drew.</summary>
    public const string TokensName = "aop.tokens";

    /// <summary>Histogram of the reward of each answer that PPO learnt from, without the KL penalty.</summary>
    public const string RewardName = "aop.reward";

    /// <summary>Histogram of a PPO step's KL to the reference, in nats an answer.</summary>
    public const string KlName = "aop.kl";

    /// <summary>Counter of PPO's mini-batches that taught nothing.</summary>
    public const string SkippedName = "aop.mini_batches.skipped";

    /// <summary>Histogram of the loss of a step, tagged <see cref="TrainingTag"/>.</summary>
    public const string LossName = "aop.loss";

    /// <summary>Which training: ppo, sft or reward.</summary>
    public const string TrainingTag = "aop.training";

    private static readonly Meter s_meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    internal static Counter<long> Steps { get; } = s_meter.CreateCounter<long>(StepsName, "{step}");

    internal static Counter<long> Tokens { get; } = s_meter.CreateCounter<long>(TokensName, "{token}");

    internal static Histogram<double> Reward { get; } = s_meter.CreateHistogram<double>(RewardName);

    internal static Histogram<double> Kl { get; } = s_meter.CreateHistogram<double>(KlName, "nat");

    internal static Counter<long> Skipped { get; } = s_meter.CreateCounter<long>(SkippedName, "{mini-batch}");

    internal static Histogram<double> Loss { get; } = s_meter.CreateHistogram<double>(LossName);
}
