using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy;

/// <summary>Hands progress on at once, in order, on the thread that works; <see cref="Progress{T}"/> posts it to another, where it may come late and out of
/// order.</summary>
/// <typeparam name="T">What is told.</typeparam>
/// <param name="told">Is called for each; the work waits for it.</param>
public sealed class DirectProgress<T>(Action<T> told) : IProgress<T>
{
    private readonly Action<T> _told = told ?? throw new ArgumentNullException(nameof(told));

    /// <inheritdoc />
    public void Report(T value) => UserCode.Call(() =>
    {
        _told(value);
        return true;
    });
}
