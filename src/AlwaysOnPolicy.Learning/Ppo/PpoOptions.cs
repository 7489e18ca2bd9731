using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>PPO's hyper-parameters, with the defaults and under the names of TRL 0.7.11's PPOConfig. By default the
/// learning rate is 1.41e-5 at every step.</summary>
public sealed record PpoOptions : TrainingOptions
{
    /// <summary>The defaults.</summary>
    public PpoOptions() => (LearningRate, FinalFraction) = (1.41e-5, 1);

    /// <summary>The value head's own; null takes <see cref="TrainingOptions.LearningRate"/>. A head that starts at 0 needs a larger one in a short
    /// run.</summary>
    [Range(0.0, 1.0)] public double? ValueHeadLearningRate { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Steps of an iteration over which the learning rate rises from 0. TRL has none, nor a fall.</summary>
    [Range(0, 1_000_000)] public override int WarmupSteps { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Steps in which the value head alone learns, so that a new head does not push the policy about. They count from the start of the trainer's
    /// state: an iteration that carries the state of the one before goes on counting.</summary>
    [Range(0, 1_000_000)] public int ValueWarmupSteps { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Where advantages come from.</summary>
    public AdvantageEstimator Advantages { get; init; } = AdvantageEstimator.Gae;

    /// <summary>Answers to each prompt of a batch; <see cref="AdvantageEstimator.Rloo"/> and <see cref="AdvantageEstimator.Grpo"/> need 2 or more.</summary>
    /// <value>answers</value>
    [Range(1, 1024)] public int AnswersPerPrompt { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Rollouts of a step. TRL: batch_size.</summary>
    /// <value>rollouts</value>
    [Range(1, 65536)] public override int BatchSize { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>Rollouts of an update. TRL: mini_batch_size.</summary>
    /// <value>rollouts</value>
    [Range(1, 65536)] public int MiniBatchSize { get; init => field = OptionRange.Check(this, value); } = 8;

    /// <summary>Mini-batches of an optimizer step. TRL: gradient_accumulation_steps.</summary>
    /// <value>mini-batches</value>
    [Range(1, 65536)] public int GradientAccumulationSteps { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>How often a step's rollouts are gone through. TRL: ppo_epochs.</summary>
    /// <value>passes</value>
    [Range(1, 1000)] public int PpoEpochs { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Whether the KL coefficient follows <see cref="Target"/>. TRL: adap_kl_ctrl.</summary>
    public bool AdaptiveKl { get; init; } = true;

    /// <summary>β at the start. TRL: init_kl_coef.</summary>
    /// <value>reward per nat</value>
    [Range(0.0, 1000.0)] public double InitKlCoef { get; init => field = OptionRange.Check(this, value); } = 0.2;

    /// <summary>KL per sequence, in nats, that the adaptive controller steers to. TRL: target.</summary>
    /// <value>nats per answer</value>
    [Range(1e-6, 1e6)] public double Target { get; init => field = OptionRange.Check(this, value); } = 6;

    /// <summary>Rollouts over which β may change by 20 %. TRL: horizon.</summary>
    /// <value>rollouts</value>
    [Range(1.0, 1e9)] public double Horizon { get; init => field = OptionRange.Check(this, value); } = 10000;

    /// <summary>What the penalty is made of. TRL: kl_penalty.</summary>
    public KlPenalty KlPenalty { get; init; } = KlPenalty.Kl;

    /// <summary>γ. TRL: gamma.</summary>
    [Range(0.0, 1.0)] public double Gamma { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>λ of generalized advantage estimation. TRL: lam.</summary>
    [Range(0.0, 1.0)] public double Lambda { get; init => field = OptionRange.Check(this, value); } = 0.95;

    /// <summary>ε: how far the ratio may move. TRL: cliprange.</summary>
    [Range(1e-6, 100.0)] public double ClipRange { get; init => field = OptionRange.Check(this, value); } = 0.2;

    /// <summary>How far a value may move from the rollout's. TRL: cliprange_value.</summary>
    [Range(1e-6, 1000.0)] public double ClipRangeValue { get; init => field = OptionRange.Check(this, value); } = 0.2;

    /// <summary>Weight of the value loss. TRL: vf_coef.</summary>
    [Range(0.0, 1000.0)] public double VfCoef { get; init => field = OptionRange.Check(this, value); } = 0.1;

    /// <summary>Weight of the policy's entropy, which the loss then rewards; 0 leaves it out, as TRL does.</summary>
    [Range(0.0, 1000.0)] public double EntropyCoef { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Largest gradient norm; null does not clip. TRL: max_grad_norm.</summary>
    [Range(1e-9, 1e9)] public double? MaxGradNorm { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Whether an epoch whose last mini-batch moved more than 1.5 · <see cref="TargetKl"/> is the step's last. TRL: early_stopping.</summary>
    public bool EarlyStopping { get; init; }

    /// <summary>How far <see cref="EarlyStopping"/> lets the policy move from the one that answered: the mean over tokens of old minus new log-probability.
    /// TRL: target_kl.</summary>
    /// <value>nats per token</value>
    [Range(1e-9, 1e6)] public double TargetKl { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>A mini-batch whose mean ratio is above it is skipped. TRL: ratio_threshold.</summary>
    [Range(1e-9, 1e12)] public double RatioThreshold { get; init => field = OptionRange.Check(this, value); } = 10;

    /// <summary>Divides the logits before log-probabilities are taken. TRL leaves it at 1 whatever temperature answers are drawn at; set it to the
    /// sampling temperature to train the distribution that is drawn from.</summary>
    [Range(1e-4, 100.0)] public double LogprobTemperature { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Multiplies the reward model's scores before all else: for one whose unit is too large or too small to learn from.</summary>
    [Range(1e-9, 1e9)] public double ScoreFactor { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Added to the scores after <see cref="ScoreFactor"/>: for a reward model whose scores lie far from 0.</summary>
    [Range(-1e9, 1e9)] public double ScoreOffset { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Taken off the score of an answer that was cut before its end-of-text. TRL's later trainers: missing_eos_penalty.</summary>
    /// <value>reward</value>
    [Range(0.0, 1e6)] public double MissingEosPenalty { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Taken off the score for each token of the answer.</summary>
    /// <value>reward per token</value>
    [Range(0.0, 1e6)] public double LengthPenalty { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Divides scores by their running deviation. TRL: use_score_scaling.</summary>
    public bool ScoreScaling { get; init; }

    /// <summary>Subtracts their running mean too. TRL: use_score_norm.</summary>
    public bool ScoreNorm { get; init; }

    /// <summary>Cuts scores to ± this; null does not. TRL: score_clip.</summary>
    /// <value>reward</value>
    [Range(1e-9, 1e9)] public double? ScoreClip { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Gives the rewards of a batch deviation 1, their mean kept. TRL: whiten_rewards.</summary>
    public bool WhitenRewards { get; init; }

    /// <summary>Trains an adapter in the place of the policy's weights; the reference is then the policy without it. Null trains the weights.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Blocks, from the first, that are not trained, nor then the embeddings (and a head that is tied to them). TRL: num_shared_layers.</summary>
    /// <value>blocks</value>
    [Range(0, 10_000)] public int FrozenLayers { get; init => field = OptionRange.Check(this, value); }

    /// <summary>How much of the policy's moving average is kept at each optimizer step, such as 0.99; 0 makes no average.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double EmaDecay { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What the average is for.</summary>
    public EmaUse EmaUse { get; init; } = EmaUse.Beside;

    /// <summary>Share of a step's answers that must differ: where no more do in three steps one after the other, a monitor warns that the policy answers every
    /// question alike. 0 never warns.</summary>
    [Range(0.0, 1.0), NotInKey] public double MinDistinctShare { get; init => field = OptionRange.Check(this, value); } = 0.25;

    /// <summary>Share of the runs of four tokens in a step's answers that may stand there more than once: where it rises above that, a monitor warns that
    /// answers have come to repeat themselves or each other. 1 never warns. Answers to like questions share phrases, so a rise of less than 0.15 is
    /// passed over.</summary>
    [Range(0.0, 1.0), NotInKey] public double MaxRepeatedShare { get; init => field = OptionRange.Check(this, value); } = 0.5;

    /// <summary>The correct arithmetic, or TRL's to the letter (see the README's table).</summary>
    public PpoCompatibility Compatibility { get; init; } = PpoCompatibility.Correct;

    /// <summary>Where short rows are filled up. Changes nothing but under <see cref="PpoCompatibility.Trl"/>, which counts positions from the
    /// padding.</summary>
    public Side PaddingSide { get; init; } = Side.Right;

    /// <summary>Rules between settings.</summary>
    /// <exception cref="SettingsException">A rule is broken.</exception>
    public void Check()
    {
        if (BatchSize % MiniBatchSize != 0)
            throw new SettingsException($"PpoOptions.BatchSize ({BatchSize}) is not a multiple of PpoOptions.MiniBatchSize ({MiniBatchSize}).");
        if (BatchSize % (MiniBatchSize * GradientAccumulationSteps) != 0)
            throw new SettingsException(
                $"PpoOptions.BatchSize ({BatchSize}) is not a multiple of PpoOptions.MiniBatchSize × PpoOptions.GradientAccumulationSteps " +
                $"({MiniBatchSize} × {GradientAccumulationSteps}).");
        if (Advantages != AdvantageEstimator.Gae)
        {
            if (AnswersPerPrompt < 2)
                throw new SettingsException(
                    $"PpoOptions.Advantages = {Advantages} compares answers to one prompt: set PpoOptions.AnswersPerPrompt to 2 or more.");
            if (WhitenRewards || ValueWarmupSteps > 0)
                throw new SettingsException(
                    "PpoOptions.WhitenRewards and PpoOptions.ValueWarmupSteps are of the value head's estimator: leave them out, or set " +
                    "PpoOptions.Advantages = Gae.");
        }
        if (BatchSize % AnswersPerPrompt != 0)
            throw new SettingsException($"PpoOptions.BatchSize ({BatchSize}) is not a multiple of PpoOptions.AnswersPerPrompt ({AnswersPerPrompt}).");
        CheckTrainedPart(Lora, FrozenLayers);
        if (EmaUse == EmaUse.Output && EmaDecay == 0) throw new SettingsException("PpoOptions.EmaUse = Output needs an average: set PpoOptions.EmaDecay, " +
            "such as 0.99.");
        if (ScoreNorm && !ScoreScaling) throw new SettingsException("PpoOptions.ScoreNorm needs PpoOptions.ScoreScaling = true.");
    }
}
