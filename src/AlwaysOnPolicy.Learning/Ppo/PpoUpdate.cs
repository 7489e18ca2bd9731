namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One mini-batch.</summary>
/// <param name="Rows">Which rollouts of the batch.</param>
/// <param name="RatioMean">Masked mean of the probability ratio: what is compared with the threshold.</param>
/// <param name="Stats">Losses and statistics under TRL's keys, without the leading "ppo/".</param>
/// <param name="GradientNorm">Before clipping, of what the optimizer steps on; null while accumulating and where nothing was left to step on.</param>
public sealed record PpoUpdate(int Epoch, IReadOnlyList<int> Rows, double RatioMean, bool Skipped, IReadOnlyDictionary<string, double> Stats,
    double? GradientNorm);
