namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One mini-batch.</summary>
/// <param name="Epoch">The pass over the batch, from 0.</param>
/// <param name="Rows">Which rollouts of the batch.</param>
/// <param name="RatioMean">Masked mean of the probability ratio: what is compared with the threshold.</param>
/// <param name="Skipped">Whether the ratio was over the threshold, so that nothing was learnt.</param>
/// <param name="Stats">Losses and statistics under TRL's keys, without the leading "ppo/".</param>
/// <param name="GradientNorm">Before clipping, of what the optimizer steps on; null while accumulating and where nothing was left to step on.</param>
public sealed record PpoUpdate(int Epoch, IReadOnlyList<int> Rows, double RatioMean, bool Skipped, IReadOnlyDictionary<string, double> Stats,
    double? GradientNorm);
