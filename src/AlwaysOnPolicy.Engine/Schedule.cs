using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Engine;

/// <summary>Runs nodes after their inputs, in plan order otherwise, a fixed number at once, each on a thread of its own.</summary>
internal sealed class Schedule(IReadOnlyList<PlanNode> nodes, int parallel, NodeRunner runner)
{
    private readonly List<PlanNode> _waiting = [.. nodes];
    private readonly HashSet<PlanNode> _done = [];
    private readonly Dictionary<Task<bool>, PlanNode> _running = [];

    /// <returns>How many stages were computed rather than reused.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var computed = 0;
        Exception? first = null;
        while (true)
        {
            while (!stop.IsCancellationRequested && _running.Count < parallel && NextReady() is { } next) Start(next, stop.Token);
            if (_running.Count == 0) break;

            var ended = await Task.WhenAny(_running.Keys);
            _running.Remove(ended, out var node);
            try
            {
                if (await ended) computed++;
                _done.Add(node!);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                first ??= e is StorageException ? e : new StageFailedException(node!, e);
                await stop.CancelAsync();
            }
        }
        if (first is not null) throw first;
        if (_done.Count < nodes.Count) throw new OperationCanceledException(cancel);
        return computed;
    }

    private PlanNode? NextReady() => _waiting.Find(n => n.Inputs.All(_done.Contains));

    private void Start(PlanNode node, CancellationToken cancel)
    {
        _waiting.Remove(node);
        _running.Add(OwnThread.Run(node.FolderName, () => runner.RunAsync(node, cancel)), node);
    }
}
