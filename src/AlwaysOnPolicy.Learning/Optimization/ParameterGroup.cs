using TorchSharp.Modules;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="Parameters">Named as in the checkpoint: the optimizer's saved state is keyed by these names.</param>
/// <param name="LearningRate">At a schedule factor of 1.</param>
/// <param name="WeightDecay">Decoupled: every step multiplies the weights by 1 − rate · decay. 0 makes the optimizer plain Adam.</param>
public sealed record ParameterGroup(
    IReadOnlyList<(string Name, Parameter Value)> Parameters, double LearningRate, double WeightDecay = 0);
