using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Runtime;

/// <summary>
/// Runs asynchronous work on one thread from beginning to end: what follows an await comes back to it. Torch keeps its gradient mode, dispose
/// scopes and worker team per thread, so a training that wandered over the pool's threads would find others' and leave its own behind.
/// </summary>
internal sealed class OwnThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    /// <param name="work">An async method: its errors come through its task.</param>
    /// <returns>Ends as the work ends: with its exception, or cancelled.</returns>
    public static Task<T> Run<T>(string name, Func<Task<T>> work)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var task = new OwnThread().Pump(work);
            ended.SetFromTask(task);
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work is over; what it started and did not await ends on the pool.
            ThreadPool.QueueUserWorkItem(_ => d(state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("This thread takes no synchronous calls.");

    private Task<T> Pump<T>(Func<Task<T>> work)
    {
        SetSynchronizationContext(this);
        var task = work();
        task.ContinueWith(_ => _queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (var (callback, state) in _queue.GetConsumingEnumerable()) callback(state);
        return task;
    }
}
