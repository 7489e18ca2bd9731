using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Gives a helpfulness score to answers. A score depends on its exchange alone, not on the batch round it.</summary>
public interface IRewardModel : IDisposable
{
    /// <summary>Short name for tables and records.</summary>
    string Name { get; }

    /// <summary>The scores, in the order of <paramref name="exchanges"/>; higher is better, without a fixed range.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before each batch.</exception>
    double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default);
}
