using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Another model's scores on a scale of one's own.</summary>
/// <param name="inner">Is disposed with this.</param>
public sealed class ScaledRewardModel(IRewardModel inner, ScoreScale scale) : IRewardModel
{
    public string Name => inner.Name;

    public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        scale.Apply(await inner.ScoreAsync(exchanges, cancel));

    public void Dispose() => inner.Dispose();
}
