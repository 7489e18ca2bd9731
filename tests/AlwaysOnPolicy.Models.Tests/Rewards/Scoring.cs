using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Tests;

/// <summary>Scores at once, where a test has nothing else to do meanwhile.</summary>
internal static class Scoring
{
    public static double[] Score(this IRewardModel model, IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        model.ScoreAsync(exchanges, cancel).AsTask().GetAwaiter().GetResult();
}
