using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A kind of run for the monitors: a recipe that works, or that recipe with one thing wrong.</summary>
/// <param name="Sick">Whether something is wrong with it.</param>
internal sealed record MonitorCase(string Name, bool Sick)
{
    private const int End = 0, Pad = 1, Separator = 2;   // of the miniature's tokenizer

    public PpoOptions Ppo { get; init; } = TrainedMiniature.Recipe;

    public SamplingOptions Sampling { get; init; } = TrainedMiniature.Sampling;

    public int Steps { get; init; } = 40;

    /// <summary>Of an exchange, the reward model's score and how often it was asked before.</summary>
    public Func<Exchange, double, int, double> Reward { get; init; } = (_, score, _) => score;

    public static IReadOnlyList<MonitorCase> All { get; } =
    [
        new("recipe", false),
        new("half the rate", false) { Ppo = TrainedMiniature.Recipe with { LearningRate = 4e-5 } },
        new("rate 1.2e-4", false) { Ppo = TrainedMiniature.Recipe with { LearningRate = 1.2e-4 } },
        new("adaptive KL", false) { Ppo = TrainedMiniature.Recipe with { AdaptiveKl = true } },
        new("score_scaling, score_norm", false) { Ppo = TrainedMiniature.Recipe with { ScoreScaling = true, ScoreNorm = true } },
        new("entropy_coef 0.005", false) { Ppo = TrainedMiniature.Recipe with { EntropyCoef = 0.005 } },
        new("batch 32", false) { Ppo = TrainedMiniature.Recipe with { BatchSize = 32, MiniBatchSize = 16 } },
        new("RLOO", false) { Ppo = TrainedMiniature.Recipe with { Advantages = AdvantageEstimator.Rloo, AnswersPerPrompt = 4 } },
        new("GRPO", false) { Ppo = TrainedMiniature.Recipe with { Advantages = AdvantageEstimator.Grpo, AnswersPerPrompt = 4 } },
        new("kl_penalty full", false) { Ppo = TrainedMiniature.Recipe with { KlPenalty = KlPenalty.Full } },

        new("rate times 30", true) { Ppo = TrainedMiniature.Recipe with { LearningRate = 2.4e-3 } },
        new("no KL, length rewarded", true)
        {
            Ppo = TrainedMiniature.Recipe with { InitKlCoef = 0, LearningRate = 3e-4 },
            Reward = (e, score, _) => score + (0.3 * e.Answer.Split(' ').Length),
        },
        new("scores times 100", true) { Ppo = TrainedMiniature.Recipe with { ScoreFactor = 100 } },
        new("constant reward", true) { Reward = (_, _, _) => 0.7 },
        new("sign flipped", true) { Reward = (_, score, _) => -score },
        new("nothing clipped, 20 epochs", true)
        {
            Ppo = TrainedMiniature.Recipe with { ClipRange = 100, ClipRangeValue = 1000, MaxGradNorm = null, PpoEpochs = 20 },
        },
        new("not a number from step 6 on", true) { Reward = (_, score, asked) => asked >= 5 * 16 ? double.NaN : score },
        new("no answer may end", true) { Sampling = TrainedMiniature.Sampling with { SuppressTokens = [End, Pad, Separator] } },
        new("batch 2", true) { Ppo = TrainedMiniature.Recipe with { BatchSize = 2, MiniBatchSize = 2, LearningRate = 2.4e-4 }, Steps = 160 },
        new("value head at rate 0.5", true) { Ppo = TrainedMiniature.Recipe with { ValueHeadLearningRate = 0.5 } },
    ];
}
