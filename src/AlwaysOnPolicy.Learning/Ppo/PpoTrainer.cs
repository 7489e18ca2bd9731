using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models;
using AlwaysOnPolicy.Models.Architectures;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>PPO on a policy with a value head: one step takes rollouts with their scores and moves the weights.</summary>
/// <remarks>The numbered comments follow the algorithm of TRL 0.7.11's PPOTrainer.step. No dropout anywhere, so the first ratio is 1.</remarks>
public sealed class PpoTrainer : IDisposable
{
    private const string AdamFile = "adam.safetensors";
    private const string StateFile = "trainer.json";

    private readonly CausalModel _policy, _reference;
    private readonly ValueHead _head;
    private readonly PpoOptions _options;
    private readonly int _padId;
    private readonly AdamW _optimizer;
    private readonly KlController _kl;
    private readonly ScoreProcessor _scores;

    /// <param name="policy">Is trained, with <paramref name="head"/>; both stay the caller's.</param>
    /// <param name="reference">KL is measured against it; is not changed.</param>
    /// <exception cref="SettingsException">The options contradict each other.</exception>
    public PpoTrainer(CausalModel policy, ValueHead head, CausalModel reference, PpoOptions options, int padId)
    {
        options.Check();
        (_policy, _head, _reference, _options, _padId) = (policy, head, reference, options, padId);
        _optimizer = new AdamW(
        [
            new([.. policy.named_parameters()], options.LearningRate),
            new([.. head.named_parameters().Select(p => ($"v_head.{p.name}", p.parameter))], options.ValueHeadLearningRate ?? options.LearningRate),
        ]);
        (_kl, _scores) = (new KlController(options), new ScoreProcessor(options));
    }

    private sealed record State(double KlCoef, double ScoreMean, double ScoreVariance, double ScoreCount);

    private bool Trl => _options.Compatibility == PpoCompatibility.Trl;

    /// <summary>Sees the per-token tensors of each step before the updates; they are disposed of after the step.</summary>
    internal Action<PpoTokens>? OnTokens { get; set; }

    /// <summary>Sees the gradients of each update as the optimizer is about to use them.</summary>
    internal Action? OnGradients { get; set; }

    /// <summary>One step on a batch of rollouts.</summary>
    /// <param name="queries">Token ids of the prompts.</param>
    /// <param name="responses">Token ids of the answers, end-of-text included; none is empty.</param>
    /// <param name="scores">The reward model's, one a rollout.</param>
    /// <param name="permutation">The order in which an epoch (from 0) goes through the rollouts.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a query or response is empty.</exception>
    public PpoStep Step(IReadOnlyList<int[]> queries, IReadOnlyList<int[]> responses, IReadOnlyList<double> scores, Func<int, int[]> permutation)
    {
        if (queries.Count == 0 || queries.Count != responses.Count || queries.Count != scores.Count)
            throw new ArgumentException($"{queries.Count} queries, {responses.Count} responses, {scores.Count} scores: each rollout needs one of each.");
        if (queries.Concat(responses).Any(r => r.Length == 0)) throw new ArgumentException("A query or response has no token.");

        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        var times = new Dictionary<string, double>();
        void Lap(string name, TimeSpan since) => times[$"time/ppo/{name}"] = (clock.Elapsed - since).TotalSeconds;

        // 1. Scores: scaled, centred, cut.
        var used = _scores.Process(scores);

        // 2. Queries and responses side by side, with an explicit mask: pad may be end-of-text.
        var batch = RolloutBatch.Of(queries, responses, _padId, _options.PaddingSide, countPaddingAsPositions: Trl);
        var mask = batch.Mask;

        // 3. and 4. Log-probabilities under policy and reference, values, KL.
        var started = clock.Elapsed;
        var (logprobs, refLogprobs, values, kl) = Measure(batch);
        Lap("forward_pass", started);

        started = clock.Elapsed;
        var scored = tensor(used.Select(s => (float)s).ToArray());
        var rewards = Rewards(kl, _kl.Value, scored, batch.LastTokens) * mask;
        Lap("compute_rewards", started);

        // 5. Advantages. Returns are taken before whitening.
        started = clock.Elapsed;
        values *= mask;
        if (_options.WhitenRewards)
        {
            rewards = MaskedWhiten(rewards, mask, keepMean: true);
            if (!Trl) rewards *= mask;
        }
        var raw = Advantages(rewards, values, _options.Gamma, _options.Lambda);
        var returns = raw + values;
        var advantages = MaskedWhiten(raw, mask);
        Lap("compute_advantages", started);
        OnTokens?.Invoke(new PpoTokens(mask, logprobs, refLogprobs, values, kl, rewards, raw, advantages, returns));

        // 6. Epochs of mini-batches.
        started = clock.Elapsed;
        var updates = new List<PpoUpdate>();
        var epoch = 0;
        for (; epoch < _options.PpoEpochs; epoch++)
        {
            foreach (var rows in permutation(epoch).Chunk(_options.MiniBatchSize))
                updates.Add(Update(batch, epoch, rows, updates.Count, logprobs, values, advantages, returns));
            if (_options.EarlyStopping && updates[^1].Stats["policy/policykl"] > 1.5 * _options.TargetKl)
            {
                epoch++;
                break;
            }
        }
        Lap("optimize_step", started);

        // 7. The KL coefficient follows.
        started = clock.Elapsed;
        var klDistribution = Sums(kl * mask);
        var before = _kl.Value;
        _kl.Update(klDistribution.Average(), queries.Count);

        var stats = PpoStats.Collect(updates, queries, responses, scores, used, klDistribution, Sums(-logprobs * mask).Average(), before,
            MaskedMean(-before * kl, mask).item<float>(), _options.LearningRate);
        Lap("calc_stats", started);
        Lap("total", TimeSpan.Zero);
        return new PpoStep
        {
            Stats = stats.Scalars.Concat(times).ToDictionary(),
            Distributions = stats.Distributions,
            Updates = updates,
            ScoresUsed = used,
            KlCoefBefore = before,
            KlCoefAfter = _kl.Value,
            EpochsRun = epoch,
        };
    }

    /// <summary>Writes Adam's moments, the KL coefficient and the running moments of the scores.</summary>
    public void SaveState(string folder)
    {
        Directory.CreateDirectory(folder);
        _optimizer.Save(Path.Combine(folder, AdamFile));
        var state = new State(_kl.Value, _scores.State.Mean, _scores.State.Variance, _scores.State.Count);
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
            _optimizer.Load(Path.Combine(folder, AdamFile));
            _kl.Value = state.KlCoef;
            _scores.State = new(state.ScoreMean, state.ScoreVariance, state.ScoreCount);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"'{file}' cannot be read: {e.Message} Delete the stage's folder and run again.", e);
        }
    }

    public void Dispose() => _optimizer.Dispose();

    private (Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl) Measure(RolloutBatch batch)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<(Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl)>();
        for (long row = 0; row < batch.Rows; row += _options.MiniBatchSize)
        {
            using var partScope = NewDisposeScope();
            var part = batch.Select(arange(row, Math.Min(row + _options.MiniBatchSize, batch.Rows), ScalarType.Int64));
            var (logits, logprobs, values) = part.Forward(_policy, _head);
            var (refLogits, refLogprobs, _) = part.Forward(_reference, null);
            var kl = _options.KlPenalty == KlPenalty.Full
                ? part.Spread(FullKl(logits, refLogits))
                : TokenKl(logprobs, refLogprobs, _options.KlPenalty);
            parts.Add((logprobs.MoveToOuterDisposeScope(), refLogprobs.MoveToOuterDisposeScope(), values!.MoveToOuterDisposeScope(), kl.MoveToOuterDisposeScope()));
        }
        Tensor Join(Func<(Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl), Tensor> pick) =>
            cat([.. parts.Select(pick)], 0).MoveToOuterDisposeScope();
        return (Join(p => p.Logprobs), Join(p => p.RefLogprobs), Join(p => p.Values), Join(p => p.Kl));
    }

    private PpoUpdate Update(
        RolloutBatch batch, int epoch, int[] rows, int number, Tensor oldLogprobs, Tensor oldValues, Tensor allAdvantages, Tensor allReturns)
    {
        using var scope = NewDisposeScope();
        var index = tensor(rows.Select(r => (long)r).ToArray());
        var part = batch.Select(index);
        var mask = part.Mask;
        var (old, valuesBefore, advantages, returns) = (oldLogprobs.index_select(0, index), oldValues.index_select(0, index),
            allAdvantages.index_select(0, index), allReturns.index_select(0, index));

        var (logits, logprobs, values) = part.Forward(_policy, _head);
        var ratio = (logprobs - old).exp();
        var (policyLoss, policyClipped) = PolicyLoss(ratio, advantages, mask, _options.ClipRange);
        var (valueLoss, valueClipped) = ValueLoss(values!, valuesBefore, returns, mask, _options.ClipRangeValue);
        var loss = policyLoss + (_options.VfCoef * valueLoss);

        double ratioMean = MaskedMean(ratio, mask).item<float>();
        var skipped = Trl
            ? ratioMean > _options.RatioThreshold
            : !(ratioMean <= _options.RatioThreshold) || !double.IsFinite(loss.item<float>());   // NaN is above no threshold, and must not teach
        if (skipped && Trl) (policyLoss, valueLoss, loss) = (policyLoss * 0, valueLoss * 0, loss * 0);   // Adam's momentum still moves the weights there
        var norm = Learn(skipped && !Trl ? null : loss, number);

        using var noGrad = no_grad();
        return new PpoUpdate(epoch + 1, rows, ratioMean, skipped, PpoStats.OfUpdate(new()
        {
            ["loss/policy"] = policyLoss,
            ["loss/value"] = valueLoss,
            ["loss/total"] = loss,
            ["policy/entropy"] = Entropy(logits).mean(),
            ["policy/approxkl"] = 0.5 * MaskedMean((logprobs - old).square(), mask),
            ["policy/policykl"] = MaskedMean(old - logprobs, mask),
            ["policy/clipfrac"] = policyClipped,
            ["policy/advantages_mean"] = MaskedMean(advantages, mask),
            ["policy/ratio"] = MaskedMean(ratio, mask),
            ["returns/mean"] = MaskedMean(returns, mask),
            ["returns/var"] = MaskedVariance(returns, mask),
            ["val/vpred"] = MaskedMean(values!, mask),
            ["val/error"] = MaskedMean((values! - returns).square(), mask),
            ["val/clipfrac"] = valueClipped,
            ["val/mean"] = MaskedMean(valuesBefore, mask),
            ["val/var"] = MaskedVariance(valuesBefore, mask),
        }), norm);
    }

    /// <summary>Backward pass, and the optimizer's step where the accumulation is complete.</summary>
    /// <param name="loss">Null where the mini-batch is skipped.</param>
    /// <returns>The gradient's norm before clipping, or null where no step was made.</returns>
    private double? Learn(Tensor? loss, int number)
    {
        if (loss is not null)
        {
            if (_options.GradientAccumulationSteps > 1) loss /= _options.GradientAccumulationSteps;
            loss.backward();
        }
        if ((number + 1) % _options.GradientAccumulationSteps != 0) return null;
        if (_optimizer.Parameters.All(p => p.grad is null)) return null;

        // TRL hands clipping a list that the first call uses up.
        var clips = _options.MaxGradNorm is not null && (!Trl || _optimizer.StepCount == 0);
        var norm = GradientNorm.Clip(_optimizer.Parameters, clips ? _options.MaxGradNorm!.Value : double.PositiveInfinity);
        if (Trl || double.IsFinite(norm))
        {
            OnGradients?.Invoke();
            _optimizer.Step();
        }
        _optimizer.ZeroGrad();
        return norm;
    }

    private static double[] Sums(Tensor perToken)
    {
        using var scope = NewDisposeScope();
        return [.. perToken.sum(1).data<float>().ToArray().Select(x => (double)x)];
    }
}
