using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Runtime;

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
        return RewardScores.Require($"The function '{name}'", [.. await UserCode.Call(() => _score(exchanges, cancel)) ?? []], exchanges);
    }

    /// <summary>Has nothing to dispose of.</summary>
    public void Dispose() { }
}
