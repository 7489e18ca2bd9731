using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Another model's scores on a scale of one's own.</summary>
/// <param name="inner">Is disposed with this.</param>
public sealed class ScaledRewardModel(IRewardModel inner, ScoreScale scale) : IRewardModel
{
    /// <summary>The other model's.</summary>
    public string Name => inner.Name;

    /// <summary>The other model's scores, on the scale.</summary>
    public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        scale.Apply(await inner.ScoreAsync(exchanges, cancel));

    /// <summary>Disposes of the other model.</summary>
    public void Dispose() => inner.Dispose();
}
