using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Another model's scores with a zero and a unit of one's own: (score − mean) / deviation. Which of two answers is better stays the same.</summary>
/// <param name="inner">Is disposed with this.</param>
/// <param name="deviation">Above 0.</param>
public sealed class ScaledRewardModel(IRewardModel inner, double mean, double deviation) : IRewardModel
{
    private readonly double _deviation = deviation > 0 ? deviation : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A unit is above 0.");

    public string Name => inner.Name;

    public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        [.. (await inner.ScoreAsync(exchanges, cancel)).Select(s => (s - mean) / _deviation)];

    public void Dispose() => inner.Dispose();
}
