using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>The one thread that writes into a ledger. What has gathered while it flushed goes into one transaction, so that calls side by side share the wait
/// for the disk.</summary>
internal sealed class LedgerWriter : IDisposable
{
    private readonly string _file;
    private readonly LedgerConnection _connection;
    private readonly BlockingCollection<Work> _waiting = [];
    private readonly Thread _thread;

    public LedgerWriter(string file)
    {
        (_file, _connection) = (file, new LedgerConnection(file));
        _thread = new Thread(Loop) { IsBackground = true, Name = "ledger" };
        _thread.Start();
    }

    /// <summary>Does something with the file; what it wrote is flushed when the task ends.</summary>
    /// <exception cref="StorageException">The file could not be written.</exception>
    public Task<T> DoAsync<T>(Func<LedgerConnection, T> action)
    {
        var work = new Work<T>(action);
        _waiting.Add(work);
        return work.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _waiting.Dispose();
    }

    private void Loop()
    {
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            var together = new List<Work> { first };
            while (_waiting.TryTake(out var next)) together.Add(next);
            try
            {
                _connection.Run("BEGIN IMMEDIATE");
                try
                {
                    foreach (var work in together) work.Run(_connection);
                    _connection.Run("COMMIT");
                }
                catch
                {
                    _connection.Run("ROLLBACK");
                    throw;
                }
            }
            catch (Exception e)
            {
                var told = e is SqliteException sqlite ? LedgerConnection.Failed(_file, sqlite) : e;
                foreach (var work in together) work.Fail(told);
                continue;
            }
            foreach (var work in together) work.End();
        }
    }

    private abstract class Work
    {
        public abstract void Run(LedgerConnection connection);
        public abstract void End();
        public abstract void Fail(Exception error);
    }

    private sealed class Work<T>(Func<LedgerConnection, T> action) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override void Run(LedgerConnection connection) => _result = action(connection);
        public override void End() => _done.SetResult(_result);
        public override void Fail(Exception error) => _done.SetException(error);
    }
}
