using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The gold score, 0 to 1, as a reward: what a reward model without a fault would give. A bound for studies.</summary>
public sealed class GoldRewardModel : IRewardModel
{
    /// <summary>"gold".</summary>
    public string Name => "gold";

    /// <inheritdoc/>
    /// <exception cref="DataException">A question is none of the world's.</exception>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        ValueTask.FromResult<double[]>([.. exchanges.Select(e =>
        {
            cancel.ThrowIfCancellationRequested();
            return GoldScore.Of(e.Question, e.Answer, e.Ended);
        })]);

    /// <summary>Holds nothing.</summary>
    public void Dispose()
    {
    }
}
