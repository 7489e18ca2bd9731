using System.Text.Json.Serialization;
using AlwaysOnPolicy.Learning.Optimization;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>What a reward training has done so far. The order of an epoch derives from the seed and its number, so with weights and moments this is all.</summary>
internal sealed record RewardState
{
    /// <summary>One record a step done.</summary>
    public List<TrainingProgress> Steps { get; init; } = [];

    /// <summary>One record an epoch measured, epoch 0 included.</summary>
    public List<RewardEpoch> Epochs { get; init; } = [];

    [JsonIgnore]
    public RewardResult Result => new(
        Steps.Count, [.. Epochs.Skip(1).Select(e => e.TrainingLoss!.Value)], [.. Epochs.Select(e => e.HeldOut).OfType<PairAccuracy>()]);
}
