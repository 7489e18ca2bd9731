namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Draws answers of one policy: in this process (<see cref="PolicyRollouts"/>), or on inference servers. What it draws is the policy's as it is when
/// it is asked, or an error.</summary>
public interface IRolloutEngine : IDisposable
{
    /// <summary>Answers every question; results stand in the order of the requests.</summary>
    /// <param name="sampling">Where it names no token, the model's own count.</param>
    /// <param name="moves">How often the policy's weights have changed since the engine was made: the same number is the same weights.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <exception cref="RolloutException">Servers draw, and none answers, or one by another policy; the policy is as it was.</exception>
    Task<IReadOnlyList<Answer>> AnswerAsync(
        IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, long moves = 0, Action<int>? progress = null, CancellationToken cancel = default);
}
