namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a reward model is worth. One that was trained lies under <see cref="Model"/> in its stage's folder.</summary>
/// <param name="Right">Held-out pairs in which the preferred answer got the higher score.</param>
/// <param name="Total">Held-out pairs.</param>
/// <param name="Mean">Mean raw score of the SFT policy's probe answers.</param>
/// <param name="Deviation">Their standard deviation.</param>
public sealed record RewardOutput(int Right, int Total, double Mean, double Deviation)
{
    public const string Model = "model";
}
