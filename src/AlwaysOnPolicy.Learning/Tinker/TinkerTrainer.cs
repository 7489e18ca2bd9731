using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>Policy, critic and reference on a Tinker server. Its loss "ppo" is the clipped policy loss, and of a critic the clipped value loss, each with an
/// optimizer of its own; all else of PPO is done here.</summary>
internal sealed class TinkerTrainer(TinkerModels models, TinkerOptions server, PpoOptions options) : ITrainerBackend
{
    private const string Loss = "ppo", PolicyPass = "forward_backward", CriticPass = "forward_backward of the critic";
    private bool _moved, _policyLearnt, _criticLearnt;

    /// <summary>Parts: measure, update_forward, backward, optimizer; all of them waiting.</summary>
    public PhaseTimes Phases { get; } = new();

    private bool HasCritic => options.Advantages == AdvantageEstimator.Gae;

    public IDisposable BeginStep() => NewDisposeScope();

    public PpoMeasure Measure(RolloutBatch part) => Phases.Time("measure", () =>
    {
        var rollouts = part.Rollouts;
        object[] data = [.. rollouts.Select(TinkerDatum.Of)];
        var (policy, reference) = (models.Policy, models.Reference);
        var (own, other) = (policy.Forward(data, "cross_entropy"), reference.Forward(data, "cross_entropy"));   // asked for together: they may run together
        var value = HasCritic ? models.Critic.Forward(data, Loss) : null;
        var logprobs = Spread(part, TinkerOutputs.Require(policy.Result(own, "forward"), "logprobs", rollouts, "forward"));
        var refLogprobs = Spread(part, TinkerOutputs.Require(reference.Result(other, "forward"), "logprobs", rollouts, "forward"));
        var values = value is null ? zeros_like(part.Mask) : Values(part, value);
        _moved = false;
        return new PpoMeasure(logprobs, refLogprobs, values, TokenKl(logprobs, refLogprobs, options.KlPenalty));
    });

    /// <remarks>Whether a mini-batch is to be learnt from shows in its ratio, and a gradient that is on the server can only be stepped on; so the ratio is
    /// asked for first, but where the policy is still the one that was measured.</remarks>
    public IPpoPass Forward(RolloutBatch part, PpoGoal goal) => Phases.Time("update_forward", () =>
    {
        if (!_moved) return new Pass(this, part, goal, goal.Logprobs, HasCritic ? goal.Values : null);
        object[] data = [.. part.Rollouts.Select(TinkerDatum.Of)];
        var own = models.Policy.Forward(data, "cross_entropy");
        var value = HasCritic ? models.Critic.Forward(data, Loss) : null;
        return new Pass(this, part, goal, Spread(part, TinkerOutputs.Require(models.Policy.Result(own, "forward"), "logprobs", part.Rollouts, "forward")),
            value is null ? null : Values(part, value));
    });

    public double? Step(double rateFactor)
    {
        if (!_policyLearnt && !_criticLearnt) return null;
        return Phases.Time("optimizer", () =>
        {
            var clip = options.MaxGradNorm ?? 0;
            var critic = _criticLearnt ? models.Critic.OptimStep((options.ValueHeadLearningRate ?? options.LearningRate) * rateFactor, clip) : null;
            var policy = _policyLearnt ? models.Policy.OptimStep(options.LearningRate * rateFactor, clip) : null;
            double? norm = null;
            if (critic is not null) models.Critic.Result(critic, "optim_step of the critic");
            if (policy is not null)
            {
                norm = TinkerOutputs.GradientNorm(models.Policy.Result(policy, "optim_step"));
                models.Moved();
            }
            (_moved, _policyLearnt, _criticLearnt) = (true, false, false);
            return norm;
        });
    }

    public IDisposable UseAverage() => throw new InvalidOperationException("The server keeps no average of the policy.");

    public void SavePolicy(string folder, Policy policy) => models.Save().Write(folder);

    public void RestorePolicy(string folder, Policy policy) => models.StartFrom(TinkerState.Read(folder, server));

    /// <summary>Nothing: the moments are kept with the weights.</summary>
    public void SaveState(string folder) { }

    public void LoadState(string folder) => models.TakeMoments();

    /// <summary>Nothing: the models are whoever's that made them.</summary>
    public void Dispose() { }

    private Tensor Values(RolloutBatch part, string request) => Spread(part,
        TinkerOutputs.Require(models.Critic.Result(request, "forward of the critic"), "values", part.Rollouts, "forward of the critic"));

    private static Tensor Spread(RolloutBatch part, float[][] perRollout) => part.Spread(tensor(perRollout.SelectMany(x => x).ToArray()));

    /// <summary>Each rollout's part of per-token numbers [B, L − 1].</summary>
    private static float[][] Rows(RolloutBatch part, Tensor perToken)
    {
        using var scope = NewDisposeScope();
        var all = perToken.detach().masked_select(part.Mask.to(ScalarType.Bool)).data<float>().ToArray();
        var rows = new List<float[]>();
        foreach (var rollout in part.Rollouts) rows.Add([.. all.Skip(rows.Sum(r => r.Length)).Take(rollout.Response.Length)]);
        return [.. rows];
    }

    /// <summary>What an advantage is multiplied by so that the server's reduction gives the mean over the mini-batch's tokens, over so many mini-batches: the
    /// loss grows with it as it is, clipped or not.</summary>
    private float Scale(RolloutBatch part, int row, int accumulation)
    {
        var tokens = part.Rollouts.Sum(r => r.Response.Length);
        return server.Reduction == TinkerReduction.Sum ? 1f / (tokens * accumulation)
            : (float)part.Rollouts.Count * part.Rollouts[row].Response.Length / tokens;   // it takes the mean over all sequences since the last step itself
    }

    private void Learn(RolloutBatch part, PpoGoal goal, int accumulation)
    {
        var rollouts = part.Rollouts;
        var (old, advantages) = (Rows(part, goal.Logprobs), Rows(part, goal.Advantages));
        foreach (var (row, own) in advantages.Index())
            for (var t = 0; t < own.Length; t++) own[t] *= Scale(part, row, accumulation);
        var (low, high) = (1 - options.ClipRange, 1 + options.ClipRange);
        string? policy = null, critic = null;
        if (!goal.ValueHeadOnly)
        {
            policy = models.Policy.ForwardBackward([.. rollouts.Select((r, i) => TinkerDatum.Of(r, old[i], advantages[i]))], Loss,
                new Dictionary<string, double> { ["clip_low_threshold"] = low, ["clip_high_threshold"] = high });
            _policyLearnt = true;
        }
        if (HasCritic)
        {
            var (values, returns) = (Rows(part, goal.Values), Rows(part, goal.Returns));
            critic = models.Critic.ForwardBackward([.. rollouts.Select((r, i) => TinkerDatum.OfCritic(r, values[i], returns[i]))], Loss,
                new Dictionary<string, double> { ["value_clip"] = options.ClipRangeValue });
            _criticLearnt = true;
        }
        if (policy is not null)
        {
            var result = models.Policy.Result(policy, PolicyPass);
            var logprobs = TinkerOutputs.Require(result, "logprobs", rollouts, PolicyPass);
            TinkerOutputs.RequireLoss(TinkerOutputs.Read(result, "elementwise_loss", rollouts, PolicyPass), [.. logprobs.Select((row, i) => (float[])
            [
                .. row.Select((logprob, t) => Math.Exp(logprob - old[i][t]))
                    .Select((ratio, t) => (float)-Math.Min(ratio * advantages[i][t], Math.Clamp(ratio, low, high) * advantages[i][t])),
            ])]);
        }
        if (critic is not null) TinkerOutputs.Read(models.Critic.Result(critic, CriticPass), "values", rollouts, CriticPass);
    }

    private sealed class Pass(TinkerTrainer trainer, RolloutBatch part, PpoGoal goal, Tensor logprobs, Tensor? values) : IPpoPass
    {
        public Tensor Logprobs => logprobs;

        public Tensor? Values => values;

        /// <summary>Estimated by the tokens that were drawn: the server gives no distributions.</summary>
        public Tensor Entropies { get; } = -logprobs.masked_select(part.Mask.to(ScalarType.Bool));

        public void Backward(Tensor loss, int accumulation) => trainer.Phases.Time("backward", () => trainer.Learn(part, goal, accumulation));
    }
}
