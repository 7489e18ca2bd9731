using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy that is trained on a Tinker server. What is left of it here is a name there.</summary>
internal sealed class TinkerTraining : IPolicyTraining
{
    private readonly TinkerPolicy _policy;

    /// <param name="start">Has the tokenizer, and, but in the first iteration, says where the weights are.</param>
    public TinkerTraining(PpoTask input, TinkerOptions server, string start, StageContext stage)
    {
        _policy = new TinkerPolicy(server, start, input.Format, Seeds.Derive(stage.Seed, "lora"));
        foreach (var note in _policy.Notes) stage.Note($"Model '{Path.GetFileName(start)}': {note}");
        Trainer = _policy.NewTrainer(input.Ppo);
    }

    public Policy Policy => _policy.Policy;

    public PpoTrainer Trainer { get; }

    public void Save(string folder, bool averaged) => _policy.Save(folder);

    public void Dispose()
    {
        Trainer.Dispose();
        _policy.Dispose();
    }
}
