using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>The card of a trained reward model.</summary>
internal static class RewardCard
{
    /// <param name="epoch">After which the model is as it is.</param>
    public static ModelCard Of(RewardTrainSettings settings, TrainedReward result, int epoch)
    {
        var folder = ModelPlace.FolderOf(settings.Model, "--model");
        var origin = ModelOrigin.Of(folder);
        return new()
        {
            Title = $"{origin.Name}: a reward model",
            Training = $"A reward model after {epoch} epoch{(epoch == 1 ? "" : "s")} on {result.Pairs} pairs of answers of which people preferred one " +
                "(Bradley-Terry). A higher number is a better answer; the unit is the model's own.",
            Base = origin,
            Data =
            [
                new("pairs", Names(settings.Pairs)),
                .. settings.HeldOut.Count > 0 ? [new Fact("held-out pairs", Names(settings.HeldOut))] : Array.Empty<Fact>(),
                new("seed", $"{settings.Seed}"),
            ],
            Figures = [.. result.Epochs.Where(e => e.Epoch == 0 || e.Epoch == epoch).Select(Figure)],
            Settings = [("training", settings.Training)],
            Format = EncoderFolder.IsOne(folder) ? null : settings.Format,
            Pipeline = "text-classification",
            Tags = ["reward-model", "rlhf", "always-on-policy"],
        };
    }

    private static Fact Figure(EpochAccuracy e) => new(
        e.Epoch == 0 ? $"right on {e.Total} held-out pairs before training (95 %)" : "after (95 %)",
        $"{Numbers.Percent((double)e.Right / e.Total)} ({Numbers.Percents(e.Interval)})");

    private static string Names(IReadOnlyList<DataSource> files) => string.Join(", ", files.Select(f => Path.GetFileName(f.Path)));
}
