using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Runtime;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Policy, value head and reference in this process.</summary>
internal sealed class TorchTrainer : ITrainerBackend
{
    private const string AdamFile = "adam.safetensors";
    private const string AverageFile = "ema.safetensors";

    private readonly CausalModel _policy;
    private readonly CausalModel? _reference;
    private readonly ValueHead _head;
    private readonly PpoOptions _options;
    private readonly AdamW _optimizer;
    private readonly PolicyAverage? _average;

    /// <inheritdoc cref="PpoTrainer(CausalModel, ValueHead, CausalModel?, PpoOptions, int)"/>
    public TorchTrainer(CausalModel policy, ValueHead head, CausalModel? reference, PpoOptions options)
    {
        options.Check();
        if (policy.Adapter is null && (reference is null || options.Lora is not null))
            throw new ArgumentException("The policy has no adapter: attach one, or give a reference and no LoRA options.", nameof(policy));
        policy.Freeze(options.FrozenLayers);
        (_policy, _head, _reference, _options) = (policy, head, reference, options);
        _optimizer = new AdamW(
        [
            new([.. policy.TrainedParameters], options.LearningRate),
            new([.. head.named_parameters().Select(p => ($"v_head.{p.name}", p.parameter))], options.ValueHeadLearningRate ?? options.LearningRate),
        ]);
        if (options.EmaDecay > 0) _average = new PolicyAverage(policy.TrainedParameters, options.EmaDecay);
    }

    /// <summary>Parts: own_forward, reference_forward, update_forward, backward, optimizer.</summary>
    public PhaseTimes Phases { get; } = new();

    /// <summary>Sees the gradients of each update as the optimizer is about to use them.</summary>
    public Action? OnGradients { get; set; }

    private bool NeedsLogits => _options.KlPenalty == KlPenalty.Full;

    private bool Trl => _options.Compatibility == PpoCompatibility.Trl;

    public IDisposable BeginStep() => TorchThreads.For(_policy.HiddenSize);

    public PpoMeasure Measure(RolloutBatch part)
    {
        var own = Phases.Time("own_forward", () => part.Run(_policy, _head, _options.LogprobTemperature, keepLogits: NeedsLogits));
        var reference = Phases.Time("reference_forward", () => RunReference(part));
        var kl = NeedsLogits
            ? part.Spread(FullKl(own.Logits!, reference.Logits!))
            : TokenKl(own.Logprobs, reference.Logprobs, _options.KlPenalty);
        return new PpoMeasure(own.Logprobs, reference.Logprobs, own.Values!, kl);
    }

    public IPpoPass Forward(RolloutBatch part, PpoGoal goal) => Phases.Time("update_forward", () => new Pass(this, part.Run(_policy,
        _options.Advantages == AdvantageEstimator.Gae ? _head : null, _options.LogprobTemperature, holdTrunk: goal.ValueHeadOnly)));

    public double? Step(double rateFactor)
    {
        if (_optimizer.Parameters.All(p => MatrixWeight.GradientOf(p) is null)) return null;

        // TRL hands clipping a list that the first call uses up.
        var clips = _options.MaxGradNorm is not null && (!Trl || _optimizer.StepCount == 0);
        return Phases.Time("optimizer", () =>
        {
            var norm = GradientNorm.Clip(_optimizer.Parameters, clips ? _options.MaxGradNorm!.Value : double.PositiveInfinity);
            if (Trl || double.IsFinite(norm))
            {
                OnGradients?.Invoke();
                _optimizer.Step(rateFactor);
                _average?.Update();
            }
            _optimizer.ZeroGrad();
            return norm;
        });
    }

    public IDisposable UseAverage() => (_average ?? throw new InvalidOperationException("PpoOptions.EmaDecay is 0: there is no average.")).Swap();

    public void SavePolicy(string folder, Policy policy)
    {
        if (_policy.Adapter is null) ModelFolder.SaveCausal(_policy, folder, policy.Tokenizer, _head, policy.Defaults);
        else AdapterFolder.Save(_policy, folder, _head);   // merged weights would not go on bit for bit, and the base does not change
    }

    public void RestorePolicy(string folder, Policy policy)
    {
        if (_policy.Adapter is null) ModelFolder.Restore(_policy, folder);
        else AdapterFolder.Restore(_policy, folder);
        _policy.RefreshHalves();
        ValueHeadFile.Restore(_head, folder);
    }

    public void SaveState(string folder)
    {
        _optimizer.Save(Path.Combine(folder, AdamFile));
        _average?.Save(Path.Combine(folder, AverageFile));
    }

    public void LoadState(string folder)
    {
        _average?.Load(Path.Combine(folder, AverageFile));
        _optimizer.Load(Path.Combine(folder, AdamFile));
    }

    /// <summary>Frees the optimizer's moments; policy and reference stay.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _average?.Dispose();
    }

    private ResponsePass RunReference(RolloutBatch batch)
    {
        using var trunk = _reference is null ? _policy.Adapter!.Off() : null;
        return batch.Run(_reference ?? _policy, null, _options.LogprobTemperature, keepLogits: NeedsLogits);
    }

    private sealed class Pass(TorchTrainer trainer, ResponsePass pass) : IPpoPass
    {
        public Tensor Logprobs => pass.Logprobs;

        public Tensor? Values => pass.Values;

        public Tensor Entropies => pass.Entropies;

        public void Backward(Tensor loss, int accumulation)
        {
            if (accumulation > 1) loss /= accumulation;
            trainer.Phases.Time("backward", () =>
            {
                loss.backward();
                pass.Backward();
            });
        }
    }
}
