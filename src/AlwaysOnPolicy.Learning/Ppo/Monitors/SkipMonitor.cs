namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Mini-batches that taught nothing: the paper's failure with a reward model of large scale and positive bias.</summary>
internal sealed class SkipMonitor(PpoOptions options) : IPpoMonitor
{
    private const string Cure = "The rewards are too large, or the learning rate is too high. Try ppo.score_scaling: true with ppo.score_norm: true, a lower " +
        "ppo.learning_rate, or ppo.max_grad_norm: 1.";

    private int _skipped;

    public string? Look(PpoStepRecord record)
    {
        _skipped += record.SkippedUpdates;
        if (_skipped == 0) return null;
        if (record.Step == record.TotalSteps) return $"Skipped in all: {_skipped} mini-batches taught nothing in {record.TotalSteps} steps. {Cure}";
        if (record.SkippedUpdates == 0) return null;
        return double.IsFinite(record.Stats["ppo/loss/total"])
            ? $"Skipped: {record.SkippedUpdates} mini-batches had a mean probability ratio above ppo.ratio_threshold ({options.RatioThreshold:0.##}). {Cure}"
            : $"Not a number: {record.SkippedUpdates} mini-batches had a ratio or loss that is not finite, and were skipped. {Cure}";
    }
}
