using System.Threading.Channels;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation.Storage;

/// <summary>Brings the events of all raters to disk, those that wait together in one commit: a disk that needs 10 ms for it still serves hundreds.</summary>
internal sealed class EventQueue : IAsyncDisposable
{
    private const int LargestCommit = 256;
    private readonly Channel<Waiting> _channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly EventWriter _writer;
    private readonly Task _loop;

    public EventQueue(EventWriter writer)
    {
        _writer = writer;
        _loop = Task.Run(WriteAsync);
    }

    /// <returns>When the event is on disk.</returns>
    public async Task<SavedOutcome> SaveAsync(ChoiceEvent said, CancellationToken cancel)
    {
        var waiting = new Waiting(said, DateTimeOffset.UtcNow, new TaskCompletionSource<SavedOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _channel.Writer.WriteAsync(waiting, cancel);
        return await waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _loop;
        _writer.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>();
        while (await _channel.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestCommit && _channel.Reader.TryRead(out var waiting)) batch.Add(waiting);
            try
            {
                var outcomes = _writer.Save([.. batch.Select(w => (w.Said, w.At))]);
                foreach (var (waiting, outcome) in batch.Zip(outcomes)) waiting.Done.SetResult(outcome);
            }
#pragma warning disable CA1031 // whoever waits is told, whatever it was; the next commit is tried anew
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var waiting in batch) waiting.Done.TrySetException(e);
            }
        }
    }

    private sealed record Waiting(ChoiceEvent Said, DateTimeOffset At, TaskCompletionSource<SavedOutcome> Done);
}
