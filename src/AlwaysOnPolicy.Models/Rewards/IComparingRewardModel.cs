using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A reward model that looks at two answers at once.</summary>
public interface IComparingRewardModel : IRewardModel
{
    /// <summary>The probability that A's answer is the better one, for each pair of answers to one question. Turning a pair round gives 1 − p.</summary>
    /// <exception cref="ArgumentException">The two answer different questions.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before each batch.</exception>
    ValueTask<double[]> CompareAsync(IReadOnlyList<(Exchange A, Exchange B)> pairs, CancellationToken cancel = default);
}
