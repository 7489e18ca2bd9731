using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>PPO on a policy with a value head: one step takes rollouts with their scores and moves the weights.</summary>
/// <remarks>The numbered comments follow the algorithm of TRL 0.7.11's PPOTrainer.step. No dropout anywhere, so the first ratio is 1.</remarks>
public sealed class PpoTrainer : IDisposable
{
    private const string StateFile = "trainer.json";

    private readonly ITrainerBackend _backend;
    private readonly PpoOptions _options;
    private readonly int _padId;
    private readonly KlController _kl;
    private readonly ScoreProcessor _scores;
    private readonly PpoUpdater _updater;
    private long _steps;

    /// <summary>A trainer before its first step.</summary>
    /// <param name="policy">Is trained, with <paramref name="head"/>; both stay the caller's.</param>
    /// <param name="reference">KL is measured against it; is not changed. Null takes the policy with its adapter off, which needs no second copy.</param>
    /// <exception cref="SettingsException">The options contradict each other, or freeze more layers than there are.</exception>
    /// <exception cref="ArgumentException">There is no reference, or <see cref="PpoOptions.Lora"/> is set, and the policy has no adapter.</exception>
    public PpoTrainer(CausalModel policy, ValueHead head, CausalModel? reference, PpoOptions options, int padId)
        : this(new TorchTrainer(policy, head, reference, options), options, padId) { }

    /// <summary>The same with the weights wherever the backend has them; the backend is this trainer's.</summary>
    internal PpoTrainer(ITrainerBackend backend, PpoOptions options, int padId)
    {
        (_backend, _options, _padId) = (backend, options, padId);
        (_kl, _scores) = (new KlController(options), new ScoreProcessor(options));
        _updater = new PpoUpdater(backend, options);
    }

    internal PpoOptions Options => _options;

    /// <summary>Steps done, those before a state that was taken up included.</summary>
    internal long Steps => _steps;

    private sealed record State(double KlCoef, double ScoreMean, double ScoreVariance, double ScoreCount, long Steps);

    private bool Trl => _options.Compatibility == PpoCompatibility.Trl;

    /// <inheritdoc cref="ITrainerBackend.Phases"/>
    internal PhaseTimes Phases => _backend.Phases;

    /// <summary>Rows are padded as if a query had so many tokens at least.</summary>
    internal int LeastQueryWidth { get; init; }

    /// <summary>Sees the per-token tensors of each step before the updates; they are disposed of after the step.</summary>
    internal Action<PpoTensors>? OnTensors { get; set; }

    /// <inheritdoc cref="TorchTrainer.OnGradients"/>
    internal Action? OnGradients
    {
        set => ((TorchTrainer)_backend).OnGradients = value;
    }

    /// <summary>One step on a batch of rollouts.</summary>
    /// <param name="permutation">The order in which an epoch (from 0) goes through the rollouts.</param>
    /// <param name="rateFactor">The schedule's: every learning rate is multiplied by it.</param>
    /// <exception cref="ArgumentException">There is no rollout, or one without a query or response token.</exception>
    /// <exception cref="TrainingException">A score or what a model says is not a finite number; weights and state are as before the step.</exception>
    public PpoStep Step(IReadOnlyList<Rollout> rollouts, Func<int, int[]> permutation, double rateFactor = 1)
    {
        if (rollouts.Count == 0) throw new ArgumentException("There is no rollout.", nameof(rollouts));
        if (rollouts.Any(r => r.Query.Length == 0 || r.Response.Length == 0))
            throw new ArgumentException("A rollout has no query or response token.", nameof(rollouts));
        double[] scores = [.. rollouts.Select(r => r.Score)];
        FiniteChecks.RequireScores(scores);
        using var step = _backend.BeginStep();

        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        var times = new Dictionary<string, double>();
        void Lap(string name, TimeSpan since) => times[$"time/ppo/{name}"] = (clock.Elapsed - since).TotalSeconds;

        // 1. Scores: moved, penalties taken off, scaled, centred, cut.
        var (used, moments) = _scores.Process(ResponsePenalties.Apply(rollouts, _options));

        // 2. Queries and responses side by side, with an explicit mask: pad may be end-of-text.
        var batch = RolloutBatch.Of(rollouts, _padId, _options.PaddingSide, countPaddingAsPositions: Trl, LeastQueryWidth);
        var mask = batch.Mask;

        // 3. and 4. Log-probabilities under policy and reference, values, KL.
        var started = clock.Elapsed;
        var (logprobs, refLogprobs, values, kl) = Measure(batch);
        FiniteChecks.RequireModels(logprobs, refLogprobs, values * mask, kl);
        Lap("forward_pass", started);

        started = clock.Elapsed;
        var rewards = PpoTargets.TokenRewards(_options, batch, used, kl, _kl.Value);
        Lap("compute_rewards", started);

        // 5. Advantages and returns.
        started = clock.Elapsed;
        values *= mask;
        var targets = PpoTargets.Of(_options, mask, rewards, [.. rollouts.Select(r => r.Group)], values);
        var tensors = new PpoTensors(batch, logprobs, refLogprobs, values, kl, _kl.Value, targets);
        Lap("compute_advantages", started);
        OnTensors?.Invoke(tensors);

        // 6. Epochs of mini-batches.
        started = clock.Elapsed;
        var pace = new PpoPace(rateFactor, ValueHeadOnly: _steps < _options.ValueWarmupSteps);
        var tokens = new PpoTokenLists();
        var updates = new List<PpoUpdate>();
        var epoch = 0;
        for (var goesOn = true; goesOn && epoch < _options.PpoEpochs; epoch++)
        {
            foreach (var rows in permutation(epoch).Chunk(_options.MiniBatchSize)) updates.Add(_updater.Run(tensors, epoch, rows, updates.Count, pace, tokens));
            goesOn = !_options.EarlyStopping || !(updates[^1].Stats["policy/policykl"] > 1.5 * _options.TargetKl);
        }
        Lap("optimize_step", started);

        // 7. The KL coefficient follows.
        started = clock.Elapsed;
        var klDistribution = Sums(kl * mask);
        var before = _kl.Value;
        _kl.Update(klDistribution.Average(), rollouts.Count);
        _scores.State = moments;
        _steps++;

        var stats = PpoStats.Collect(updates, rollouts, used, klDistribution, Sums(-logprobs * mask).Average(), before,
            MaskedMean(-before * kl, mask).item<float>(), _options.LearningRate * rateFactor);
        stats.Distributions["objective/logprobs"] = PpoTokenLists.Values(logprobs, mask);
        stats.Distributions["objective/ref_logprobs"] = PpoTokenLists.Values(refLogprobs, mask);
        stats.Distributions["ppo/policy/ratio"] = [.. tokens.Ratios];
        stats.Distributions["ppo/policy/advantages"] = [.. tokens.Advantages];
        Lap("calc_stats", started);
        Lap("total", TimeSpan.Zero);
        return new PpoStep
        {
            Stats = stats.Scalars,
            Times = times,
            Distributions = stats.Distributions,
            Updates = updates,
            ScoresUsed = used,
            RolloutAdvantages = [.. Sums(targets.Advantages * mask).Zip(rollouts, (sum, r) => sum / r.Response.Length)],
            KlCoefBefore = before,
            KlCoefAfter = _kl.Value,
            EpochsRun = epoch,
        };
    }

    /// <summary>Until the result is disposed of, the policy has its averaged weights.</summary>
    /// <exception cref="InvalidOperationException">There is no average: <see cref="PpoOptions.EmaDecay"/> is 0.</exception>
    public IDisposable UseAverage() => _backend.UseAverage();

    /// <summary>Writes Adam's moments, the policy's average, the KL coefficient, the running moments of the scores and the number of steps done.</summary>
    public void SaveState(string folder)
    {
        Directory.CreateDirectory(folder);
        _backend.SaveState(folder);
        var state = new State(_kl.Value, _scores.State.Mean, _scores.State.Variance, _scores.State.Count, _steps);
        File.WriteAllText(Path.Combine(folder, StateFile), JsonSerializer.Serialize(state));
    }

    /// <summary>Takes up a saved state: the next step is the one that would have followed.</summary>
    /// <exception cref="CheckpointException">The state is missing or damaged, or of another model.</exception>
    public void LoadState(string folder)
    {
        var file = Path.Combine(folder, StateFile);
        try
        {
            var state = JsonSerializer.Deserialize<State>(File.ReadAllText(file)) ?? throw new JsonException("it holds null.");
            _backend.LoadState(folder);
            _kl.Value = state.KlCoef;
            _scores.State = new(state.ScoreMean, state.ScoreVariance, state.ScoreCount);
            _steps = state.Steps;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"'{file}' cannot be read: {e.Message} Delete the stage's folder and run again.", e);
        }
    }

    /// <summary>Frees the optimizer's moments; policy and reference stay.</summary>
    public void Dispose() => _backend.Dispose();

    /// <inheritdoc cref="ITrainerBackend.SavePolicy"/>
    internal void SavePolicy(string folder, Policy policy) => _backend.SavePolicy(folder, policy);

    /// <inheritdoc cref="ITrainerBackend.RestorePolicy"/>
    internal void RestorePolicy(string folder, Policy policy) => _backend.RestorePolicy(folder, policy);

    private PpoMeasure Measure(RolloutBatch batch)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<PpoMeasure>();
        for (long row = 0; row < batch.Rows; row += _options.MiniBatchSize)
        {
            using var partScope = NewDisposeScope();
            var part = batch.Select(arange(row, Math.Min(row + _options.MiniBatchSize, batch.Rows), ScalarType.Int64));
            parts.Add(_backend.Measure(part).MoveToOuterScope());
        }
        return PpoMeasure.Join(parts);
    }

    private static double[] Sums(Tensor perToken)
    {
        using var scope = NewDisposeScope();
        return [.. perToken.sum(1).data<float>().ToArray().Select(x => (double)x)];
    }
}
