using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>A step of PPO: 64 tokens are drawn for each of 16 prompts, and learnt from in 4 epochs of mini-batches of 8.</summary>
public static class PpoSpeed
{
    private static readonly PpoOptions s_options = new() { LearningRate = 1e-5, BatchSize = SpeedWork.Prompts, MiniBatchSize = 8, PpoEpochs = 4 };

    /// <summary>The parts of a step that it tells itself.</summary>
    private static readonly string[] s_parts = ["forward_pass", "compute_rewards", "compute_advantages", "optimize_step", "calc_stats"];

    /// <summary>The parts of these.</summary>
    private static readonly string[] s_innerParts = ["own_forward", "reference_forward", "update_forward", "backward", "optimizer"];

    /// <summary>Takes steps of PPO, and measures them.</summary>
    /// <exception cref="SettingsException">The options contradict each other, or the model's positions.</exception>
    /// <exception cref="CheckpointException">The model's folder cannot be read.</exception>
    public static SpeedLine Run(SpeedOptions options, CancellationToken cancel = default)
    {
        SpeedRun.Prepare(options);
        using var policy = SpeedModel.OpenToTrain(options);
        options.Check(policy.MaxPositions);
        using var reference = options.LoraRank > 0 ? null : SpeedModel.Open(options);   // under an adapter the policy without it
        using var head = new ValueHead(policy.HiddenSize);
        using var trainer = new PpoTrainer(policy, head, reference, s_options, padId: 0) { LeastQueryWidth = options.Padding };
        var lengths = SpeedWork.Lengths(options, SpeedWork.Prompts);
        var prompts = SpeedWork.Rows(lengths, policy.VocabularySize);
        var sizes = CausalSizes.Of(policy);

        return SpeedRun.Of("ppo", options, sizes, lengths, Flop(sizes, lengths), (number, times) =>
        {
            trainer.Phases.AsksMemory = number == 0;   // later steps use again what this one has freed, whatever part needed it
            int[][] answers = [];
            times.Time("generate", () => answers = trainer.Phases.Time("generate", () => Generator.Generate(
                policy, prompts, SpeedWork.AnswerSeeds(number), SpeedWork.Sampling, cancel: cancel)));
            Rollout[] rollouts = [.. answers.Select((answer, i) => new Rollout(prompts[i], answer, (i % 3) - 1.0))];
            trainer.Phases.Clear();
            PpoStep? done = null;
            times.Time("step", () => done = trainer.Step(rollouts, Order));
            foreach (var part in s_parts) times.Add(part, done!.Times[$"time/ppo/{part}"]);
            foreach (var part in s_innerParts) times.Add(part, trainer.Phases.Seconds[part]);
        }, (line, times) => line with
        {
            GradientCheckpointing = options.GradientCheckpointing,
            LoraRank = options.LoraRank,
            GenerateS = times["generate"],
            StepS = times["step"],
            Phases = times.Medians([.. s_parts, .. s_innerParts]),
            PhasePeaksMib = trainer.Phases.PeakMib,
            NewTokensPerSecond = SpeedWork.Prompts * SpeedWork.NewTokens / line.TotalS,
        }, cancel);
    }

    /// <summary>Generation, a forward pass of policy and reference each, and a forward and a backward pass of every epoch.</summary>
    internal static double Flop(CausalSizes model, IReadOnlyList<int> prompts)
    {
        var forward = Arithmetic.Forward(model, [.. prompts.Select(p => p + SpeedWork.NewTokens)], (long)prompts.Count * SpeedWork.NewTokens);
        return Arithmetic.Prefill(model, prompts) + Arithmetic.Decoding(model, prompts, SpeedWork.NewTokens)
            + ((2 + (s_options.PpoEpochs * (1 + Arithmetic.BackwardOverForward))) * forward);
    }

    /// <summary>Mini-batches of long and short rows, the same in every run.</summary>
    private static int[] Order(int epoch) => [.. Enumerable.Range(0, SpeedWork.Prompts).Select(i => ((i * 5) + epoch) % SpeedWork.Prompts)];
}
