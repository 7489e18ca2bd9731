using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Randomness;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>The training of one reward network, from its beginning or from a checkpoint.</summary>
/// <param name="model">Is trained in place.</param>
/// <param name="heldOut">May be empty.</param>
/// <param name="seed">Draws the order of the pairs, anew for each epoch.</param>
public sealed class RewardRun(
    ScalarNetwork model, IReadOnlyList<PreferenceExample> train, IReadOnlyList<PreferenceExample> heldOut, RewardOptions options, ulong seed)
{
    private readonly int[] _lengths = [.. train.Select(RewardTrainer.Length)];

    /// <summary>Told of every step; when a run goes on, of those before the checkpoint too.</summary>
    public Action<TrainingProgress>? OnStep { get; init; }

    /// <summary>Told of every epoch, 0 included; when a run goes on, of those before the checkpoint too.</summary>
    public Action<RewardEpoch>? OnEpoch { get; init; }

    /// <summary>Called after an epoch that is the best so far: the place to save the weights. A run that goes on does not call it again for an epoch before
    /// the checkpoint, which was written after the call.</summary>
    public Action<int>? OnBest { get; init; }

    /// <summary>Optimizer steps of an epoch.</summary>
    private int PerEpoch => field > 0 ? field : (field = Epoch(1).Count());

    private int TotalSteps => PerEpoch * options.Epochs;

    /// <summary>Trains to the end.</summary>
    /// <param name="checkpoints">Where checkpoints go, and where the newest is looked for; null makes none.</param>
    /// <exception cref="DataException">An example is empty, too long or of another tokenizer, or there is none.</exception>
    /// <exception cref="SettingsException">A language-model term is asked of a network that is no decoder.</exception>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    /// <exception cref="CheckpointException">The newest checkpoint is of another run.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; a checkpoint was made of the last one.</exception>
    public RewardResult Run(RewardCheckpoints? checkpoints, CancellationToken cancel)
    {
        if (train.Count == 0) throw new DataException("There are no preference pairs to train the reward model on.");
        if (options.LanguageModelWeight != 0 && model is not RewardNetwork)
            throw new SettingsException($"language_model_weight is {options.LanguageModelWeight}, but this model is no decoder and predicts no token: set it to 0.");
        RewardTrainer.Check(model, "Preference pair", train);
        RewardTrainer.Check(model, "Held-out pair", heldOut);

        var schedule = new LinearSchedule(options.WarmupSteps, TotalSteps, options.FinalFraction);
        using var optimizer = AdamW.For(model, options.LearningRate, options.WeightDecay);
        var identity = checkpoints is null ? "" : Identity();
        var state = checkpoints?.Restore(model, optimizer, identity) ?? new RewardState();
        var updates = new Updates("Reward training", optimizer, schedule, options.LearningRate, options.MaxGradNorm, state.Steps.Count);
        Replay(state);

        var step = new RewardStep(model, updates, options);
        if (state.Epochs.Count == 0) Measure(state, 0, null, cancel);
        for (var epoch = state.Epochs.Count; epoch <= options.Epochs; epoch++)
        {
            try
            {
                model.train();
                foreach (var batches in Epoch(epoch).Skip(state.Steps.Count - ((epoch - 1) * PerEpoch)))
                {
                    cancel.ThrowIfCancellationRequested();
                    var done = step.Run([.. batches.Select(b => Array.ConvertAll(b, i => train[i]))]);
                    state.Steps.Add(new(updates.Count, TotalSteps, epoch, done.Loss, done.LearningRate, done.GradientNorm));
                    OnStep?.Invoke(state.Steps[^1]);
                    if (checkpoints?.IsDue(updates.Count, PerEpoch) == true) checkpoints.Save(state, identity, model, optimizer);
                }
                model.eval();
                Measure(state, epoch, state.Steps.TakeLast(PerEpoch).Average(s => s.Loss), cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                checkpoints?.Save(state, identity, model, optimizer);
                throw;
            }
            if (state.Result.BestEpoch == epoch) OnBest?.Invoke(epoch);
            if (epoch < options.Epochs) checkpoints?.Save(state, identity, model, optimizer);
        }
        return state.Result;
    }

    /// <summary>Optimizer steps of forward passes of pairs.</summary>
    private IEnumerable<int[][]> Epoch(int epoch) => Batches
        .Epoch(_lengths, options.BatchSize, options.LengthWindow, SeededRandom.For(seed, "reward order", $"{epoch}"))
        .Chunk(options.AccumulationSteps);

    private void Measure(RewardState state, int epoch, double? loss, CancellationToken cancel)
    {
        state.Epochs.Add(new(epoch, loss, heldOut.Count > 0 ? RewardTrainer.Evaluate(model, heldOut, options.EvaluationBatchSize, cancel) : null));
        OnEpoch?.Invoke(state.Epochs[^1]);
    }

    private void Replay(RewardState state)
    {
        foreach (var epoch in state.Epochs)
        {
            foreach (var step in state.Steps.Where(s => s.Epoch == epoch.Epoch)) OnStep?.Invoke(step);
            OnEpoch?.Invoke(epoch);
        }
        foreach (var step in state.Steps.Where(s => s.Epoch == state.Epochs.Count)) OnStep?.Invoke(step);
    }

    /// <summary>A hash of all that determines the run but the weights it begins with.</summary>
    private string Identity()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { seed, options, Train = train.Count, HeldOut = heldOut.Count }));
        foreach (var pair in train.Concat(heldOut))
        {
            foreach (var ids in new[] { pair.Prompt, pair.Chosen, pair.Rejected })
            {
                hash.AppendData(BitConverter.GetBytes(ids.Length));
                hash.AppendData(MemoryMarshal.AsBytes<int>(ids));
            }
            hash.AppendData(BitConverter.GetBytes(pair.Margin));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
