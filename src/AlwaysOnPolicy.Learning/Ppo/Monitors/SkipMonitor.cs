namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Mini-batches that taught nothing: the paper's failure with a reward model of large scale and positive bias.</summary>
internal sealed class SkipMonitor(PpoOptions options) : IPpoMonitor
{
    private const string Cure = "The rewards are too large, or the learning rate is too high. Try PpoOptions.ScoreScaling = true with PpoOptions.ScoreNorm = " +
        "true, a lower " +
        "PpoOptions.LearningRate, or PpoOptions.MaxGradNorm = 1. Answers that are forced on past their end make it worse: SamplingOptions.MinNewTokens = 0.";

    private int _skipped;

    public string? Look(PpoStepRecord record)
    {
        _skipped += record.SkippedUpdates;
        if (_skipped == 0) return null;
        if (record.Step == record.TotalSteps) return $"Skipped in all: {MiniBatches(_skipped)} taught nothing in {record.TotalSteps} steps. {Cure}";
        if (record.SkippedUpdates == 0) return null;
        return double.IsFinite(record.TotalLoss)
            ? $"Skipped: {MiniBatches(record.SkippedUpdates)} had a mean probability ratio above PpoOptions.RatioThreshold ({options.RatioThreshold:0.##}). " +
                $"{Cure}"
            : $"Not a number: {MiniBatches(record.SkippedUpdates)} had a ratio or loss that is not finite, and taught nothing. {Cure}";
    }

    private static string MiniBatches(int count) => count == 1 ? "1 mini-batch" : $"{count} mini-batches";
}
