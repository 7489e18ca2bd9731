using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>A policy that is to answer in the place of another.</summary>
internal sealed class PolicyChange(Policy policy, string version)
{
    public Policy Policy => policy;

    public string Version => version;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it came to nothing.</summary>
    public Exception? Failure { get; set; }

    public void End()
    {
        if (Failure is { } failure) Done.TrySetException(failure);
        else Done.TrySetResult();
    }
}
