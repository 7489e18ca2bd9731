using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a reward model is worth. One that was trained lies under <see cref="Model"/> in its stage's folder.</summary>
/// <param name="Right">Held-out pairs in which the preferred answer got the higher score.</param>
/// <param name="Total">Held-out pairs.</param>
/// <param name="Scale">On which the SFT policy's probe answers have mean 0 and deviation 1.</param>
internal sealed record RewardOutput(int Right, int Total, ScoreScale Scale)
{
    /// <summary>The model's folder inside the stage's.</summary>
    public const string Model = "model";

    /// <summary>Of the SFT policy's raw scores; where they are all the same, a note says that they stay as they are.</summary>
    internal static ScoreScale ScaleOf(double[] scores, StageContext stage)
    {
        if (ScoreScale.Of(scores) is { } scale) return scale;
        stage.Note("The reward model gives every answer of the SFT policy the same score; its scores are used as they are.");
        return ScoreScale.None;
    }
}
