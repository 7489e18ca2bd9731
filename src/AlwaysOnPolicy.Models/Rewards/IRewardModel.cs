using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Gives a helpfulness score to answers. A score depends on its exchange alone, not on the batch round it.</summary>
public interface IRewardModel : IDisposable
{
    /// <summary>Short name for tables and records.</summary>
    string Name { get; }

    /// <summary>The scores, in the order of <paramref name="exchanges"/>; higher is better, without a fixed range.</summary>
    /// <remarks>Models in this process compute on the calling thread, and the task is done when it is returned; only a service is waited for.</remarks>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before each batch.</exception>
    ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default);
}
