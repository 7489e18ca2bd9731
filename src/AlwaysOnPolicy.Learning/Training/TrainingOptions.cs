using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>What every training has: a batch, and the course of the learning rate over its steps. Each training sets its own defaults.</summary>
public abstract record TrainingOptions
{
    private protected TrainingOptions() { }

    /// <summary>AdamW's rate after the warm-up.</summary>
    [Range(0.0, 1.0)] public double LearningRate { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Steps in which the rate rises linearly from 0.</summary>
    [Range(0, int.MaxValue)] public virtual int WarmupSteps { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Where the linear fall of the rate ends at the last step, as a fraction of it; 1 keeps the rate.</summary>
    [Range(0.0, 1.0)] public double FinalFraction { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Examples a forward pass.</summary>
    /// <value>examples</value>
    [Range(1, 4096)] public virtual int BatchSize { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <exception cref="SettingsException">An adapter and frozen layers are asked for together.</exception>
    private protected void CheckTrainedPart(LoraOptions? lora, int frozenLayers)
    {
        if (lora is not null && frozenLayers > 0)
            throw new SettingsException(
                $"{GetType().Name}.FrozenLayers has no meaning with {GetType().Name}.Lora, which trains no layer's own weights: leave one of them out.");
    }
}
