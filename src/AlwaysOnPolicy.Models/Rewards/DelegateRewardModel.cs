using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A function as a reward model.</summary>
/// <param name="score">Gives a score to each exchange, in their order; higher is better.</param>
/// <param name="name">For tables and records.</param>
public sealed class DelegateRewardModel(
    Func<IReadOnlyList<Exchange>, CancellationToken, ValueTask<IReadOnlyList<double>>> score, string name = "reward") : IRewardModel
{
    private readonly Func<IReadOnlyList<Exchange>, CancellationToken, ValueTask<IReadOnlyList<double>>> _score =
        score ?? throw new ArgumentNullException(nameof(score));

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    /// <exception cref="RewardException">The function gave another number of scores than there are exchanges, or one that is no finite number.</exception>
    public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        double[] scores = [.. await _score(exchanges, cancel) ?? []];
        if (scores.Length != exchanges.Count)
            throw new RewardException($"The function '{name}' gave {scores.Length} scores for {exchanges.Count} answers: it must give one to each, in " +
                "their order.");
        if (Array.FindIndex(scores, s => !double.IsFinite(s)) is var wrong and >= 0)
            throw new RewardException($"The function '{name}' gave the score {scores[wrong]} to the answer '{exchanges[wrong].Answer}': scores must be " +
                "finite.");
        return scores;
    }

    /// <summary>Has nothing to dispose of.</summary>
    public void Dispose() { }
}
