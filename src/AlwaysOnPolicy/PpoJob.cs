using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy;

/// <summary>How <see cref="Aligner.PpoAsync(string, IReadOnlyList{string}, Models.Rewards.IRewardModel, string, PpoJob?, IProgress{PpoStepRecord}?,
/// CancellationToken)"/> trains.</summary>
public record PpoJob : JobOptions
{
    /// <summary>The algorithm: batch sizes, learning rate, KL, clipping, LoRA.</summary>
    public PpoOptions Ppo { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>How often prompts are answered, and how: passes or steps, temperature, longest answer.</summary>
    public PpoRunOptions Run { get; init => field = OptionNotNull.Check(value); } = new();
}
