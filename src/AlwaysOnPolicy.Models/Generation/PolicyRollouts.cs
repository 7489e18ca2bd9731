namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Answers that a policy of this process draws.</summary>
/// <param name="policy">It stays the caller's.</param>
/// <param name="batchSize">So many at once, or more where their keys and values take little memory.</param>
public sealed class PolicyRollouts(Policy policy, int batchSize = 16) : IRolloutEngine
{
    /// <inheritdoc/>
    /// <remarks>On the caller's thread, before it returns; the weights are those of the moment, whatever <paramref name="moves"/> says.</remarks>
    public Task<IReadOnlyList<Answer>> AnswerAsync(
        IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, long moves = 0, Action<int>? progress = null, CancellationToken cancel = default) =>
        Task.FromResult(policy.Answer(requests, sampling, batchSize, progress, cancel));

    /// <summary>Frees nothing.</summary>
    public void Dispose()
    {
    }
}
