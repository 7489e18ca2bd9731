using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>Supervised fine-tuning. By default 4 epochs, at a learning rate that falls from 5e-5 to 0.</summary>
public sealed record SftOptions : EpochOptions
{
    /// <summary>The defaults.</summary>
    public SftOptions() => (LearningRate, Epochs) = (5e-5, 4);

    /// <summary>Trains a new adapter in the place of the model's weights; null trains the weights.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Blocks, from the first, that are not trained, nor then the embeddings (and a head that is tied to them).</summary>
    /// <value>blocks</value>
    [Range(0, 10_000)] public int FrozenLayers { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Rules between settings.</summary>
    /// <exception cref="SettingsException">A rule is broken.</exception>
    public void Check() => CheckTrainedPart(Lora, FrozenLayers);
}
