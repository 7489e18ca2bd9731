using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy that is trained in this process.</summary>
internal sealed class LocalTraining : IPolicyTraining
{
    private readonly Policy? _reference;
    private readonly ValueHead _head;
    private readonly PpoTask _input;
    private readonly StageContext _stage;

    /// <inheritdoc cref="PpoTraining.RunAsync"/>
    public LocalTraining(PpoTask input, ComputeSettings compute, string start, string reference, StageContext stage)
    {
        (_input, _stage) = (input, stage);
        Policy = Load(input, start, reference, stage);
        Policy.Model.MultiplyIn(compute.Dtype);
        Policy.Model.Deterministic = compute.Deterministic;
        Policy.Model.GradientCheckpointing = compute.GradientCheckpointing;
        if (Policy.Model.Adapter is null) _reference = Policy.Load(reference, input.Format, compute.Dtype);
        _head = ValueHeadFile.LoadOrNew(start, Policy.Model.HiddenSize);
        Trainer = new PpoTrainer(Policy.Model, _head, _reference?.Model, input.Ppo, Policy.PadId);
    }

    public Policy Policy { get; }

    public PpoTrainer Trainer { get; }

    public void Save(string folder, bool averaged)
    {
        using var average = averaged ? Trainer.UseAverage() : null;
        _stage.Save(Policy, folder, _input.Saved, _head);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        ((IDisposable)_head).Dispose();   // a module's own method would bring tensors into this project
        _reference?.Dispose();
        Policy.Dispose();
    }

    /// <summary>With LoRA the policy is the reference with an adapter: the one that the iteration before left, or in the first a new one.</summary>
    private static Policy Load(PpoTask input, string start, string reference, StageContext stage)
    {
        if (input.Ppo.Lora is not { } lora) return stage.Load(start, input.Format);
        var policy = stage.Load(reference, input.Format);
        if (start == reference) LoraAdapter.Attach(policy.Model, lora, Seeds.Derive(stage.Seed, "lora"));
        else AdapterFolder.Attach(policy.Model, PolicyArtifacts.AdapterBeside(start));
        return policy;
    }
}
