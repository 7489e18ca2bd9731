using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>What was measured after an epoch.</summary>
/// <param name="Epoch">From 0, before training.</param>
/// <param name="TrainingLoss">Mean over the epoch; null before training.</param>
/// <param name="Right">Held-out pairs in which the preferred answer got the higher reward.</param>
/// <param name="Total">Held-out pairs.</param>
/// <param name="Interval">Wilson's, 95 %, of the share of right ones.</param>
public sealed record EpochAccuracy(int Epoch, double? TrainingLoss, int Right, int Total, Interval Interval)
{
    private string When => Epoch == 0 ? "Before training" : $"After epoch {Epoch}";

    internal string Sentence => $"{When}: right on {Right} of {Total} held-out pairs, {Numbers.Percent((double)Right / Total)} (95 % interval " +
        $"{Numbers.Percents(Interval)}); chance is 50 %"
        + (Interval.Contains(0.5) ? ", which the interval holds." : ".");
}
