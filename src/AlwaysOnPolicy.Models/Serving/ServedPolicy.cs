using System.Diagnostics;
using System.Threading.Channels;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>A policy that many callers ask at once: one thread draws for all of them, a token of every answer at a time, and an answer that ends makes room
/// for the next. Safe to use from several threads.</summary>
public sealed class ServedPolicy : IDisposable
{
    private readonly Channel<ServedRow> _queue;
    private readonly Dictionary<int, ServedRow> _growing = [];
    private readonly ServingLimits _limits;
    private readonly TokenTexts _texts;
    private readonly DrawingPace _pace = new();
    private readonly Lock _places = new();
    private GenerationBatch _batch;
    private volatile Policy _policy;
    private volatile PolicyChange? _change;
    private volatile TaskCompletionSource _changing = NewSource();
    private readonly Thread _loop;
    private int _waiting, _grown;
    private volatile bool _stopping;

    /// <summary>Begins to answer.</summary>
    /// <param name="policy">It is disposed of with this.</param>
    /// <param name="version">What the policy is known by, such as <see cref="Checkpoints.PolicyVersion"/>; answers carry it.</param>
    public ServedPolicy(Policy policy, ServingLimits limits, string? version = null)
    {
        (_policy, _limits, _texts, Version) = (policy, limits, new TokenTexts(policy.Tokenizer), version);
        _queue = Channel.CreateBounded<ServedRow>(new BoundedChannelOptions(limits.Waiting) { SingleReader = true });
        _batch = new GenerationBatch(policy.Model, limits.Batch);
        _loop = new Thread(Run) { IsBackground = true, Name = "generation" };
        _loop.Start();
    }

    /// <summary>The policy that answers.</summary>
    public Policy Policy => _policy;

    /// <summary>What the policy is known by; null where it was given no version.</summary>
    public string? Version { get; private set; }

    /// <summary>Most tokens of a prompt and its answer together: the model's positions, or what the cache holds where that is less.</summary>
    public int Context => _batch.MaxRowTokens;

    /// <summary>Most answers that may be asked for at once.</summary>
    public int MostAsked => _limits.Waiting;

    /// <summary>Answers that wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Answers that grow.</summary>
    public int Growing => Volatile.Read(ref _grown);

    /// <summary>About how long it takes until all who wait or grow now have their answers, in whole seconds, from 1 to 60.</summary>
    public int SecondsToWait => _pace.SecondsLeft;

    /// <summary>Asks for answers.</summary>
    /// <param name="cancel">Gives all of them up.</param>
    /// <returns>The answers as they grow; to be read once. It throws what went wrong with the model, and when it is given up. Null where too many wait
    /// already.</returns>
    /// <exception cref="SettingsException">There are more than may ever wait, or one does not fit into <see cref="Context"/>.</exception>
    public IAsyncEnumerable<AnswerPart>? TryAsk(IReadOnlyList<ServedRequest> requests, CancellationToken cancel)
    {
        if (requests.Count > MostAsked)
            throw new SettingsException($"{requests.Count} answers are asked for at once, and {MostAsked} may wait: ask for fewer.");
        foreach (var request in requests) Require(request);
        var parts = Channel.CreateUnbounded<AnswerPart>(new() { SingleReader = true, SingleWriter = true });   // as long as its answers
        var group = new RowGroup(parts.Writer, requests.Count, cancel);
        lock (_places)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_waiting + requests.Count > _limits.Waiting) return null;
            _waiting += requests.Count;
            for (var i = 0; i < requests.Count; i++)
            {
                _pace.Owe(requests[i].Sampling.MaxNewTokens);
                _queue.Writer.TryWrite(new ServedRow(i, requests[i], new TextStream(Policy.Tokenizer, requests[i].Stop), _texts, group));
            }
        }
        return parts.Reader.ReadAllAsync(CancellationToken.None);
    }

    /// <summary>Has another policy answer from now on: answers that grow are ended by the old one, those that wait are drawn by the new one.</summary>
    /// <param name="policy">Of the same vocabulary and ends of answers. It is disposed of with this; where the change fails, it stays the caller's.</param>
    /// <returns>Ends when the new policy is in place and the old one is disposed of.</returns>
    /// <exception cref="SettingsException">It is of another model.</exception>
    /// <exception cref="InvalidOperationException">Another change is under way.</exception>
    public Task ChangeAsync(Policy policy, string version)
    {
        if (policy.Model.VocabularySize != Policy.Model.VocabularySize || !policy.Format.Endings.Ids.SequenceEqual(Policy.Format.Endings.Ids))
            throw new SettingsException("The policy has another vocabulary or other ends of answers than the one that is served: start a server for it.");
        var change = new PolicyChange(policy, version);
        lock (_places)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_change is not null) throw new InvalidOperationException("Another change is under way.");
            _change = change;
            _changing.TrySetResult();
        }
        return change.Done.Task;
    }

    /// <summary>Gives up what grows and waits.</summary>
    public void Dispose()
    {
        lock (_places)
        {
            if (_stopping) return;
            _stopping = true;
            _queue.Writer.Complete();
        }
        _loop.Join();
        _batch.Dispose();
        Policy.Dispose();
    }

    private void Require(ServedRequest request)
    {
        var tokens = (long)request.PromptIds.Length + request.Sampling.MaxNewTokens;
        if (tokens > Context)
            throw new SettingsException($"A prompt of {request.PromptIds.Length} tokens with an answer of up to {request.Sampling.MaxNewTokens} is more than " +
                $"the {Context} tokens that there is room for: ask for less.");
    }

    private void Run()
    {
        while (!_stopping)
        {
            if (_change is null) TakeIn();
            else if (_growing.Count == 0) Change(_change);
            foreach (var (id, row) in _growing.Where(g => g.Value.IsGivenUp).ToArray())
            {
                _batch.Remove(id);
                row.GiveUp();
                Leave(id, row);
            }
            if (_growing.Count > 0) Step();
            else if (_change is null && !WaitForWork()) break;
        }
        var closed = new ObjectDisposedException(nameof(ServedPolicy), "The model is not served any more.");
        foreach (var row in _growing.Values) row.Fail(closed);
        while (_queue.Reader.TryRead(out var row)) row.Fail(closed);
        _change?.Done.TrySetException(closed);
    }

    /// <returns>False where nothing comes any more.</returns>
    private bool WaitForWork()
    {
        var asked = _queue.Reader.WaitToReadAsync().AsTask();
        Task.WaitAny(asked, _changing.Task);
        return !asked.IsCompleted || asked.GetAwaiter().GetResult();
    }

    private void Change(PolicyChange change)
    {
        GenerationBatch? batch = null;
        try
        {
            batch = new GenerationBatch(change.Policy.Model, _limits.Batch);
        }
        catch (Exception e)   // whoever asked for the change gets it
        {
            change.Failure = e;
        }
        if (batch is not null)
        {
            _batch.Dispose();
            _policy.Dispose();
            (_batch, _policy, Version) = (batch, change.Policy, change.Version);
        }
        lock (_places) (_change, _changing) = (null, NewSource());
        change.End();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void TakeIn()
    {
        while (_growing.Count < _limits.Batch.MaxRows && _queue.Reader.TryRead(out var row))
        {
            Interlocked.Decrement(ref _waiting);
            if (row.IsGivenUp)
            {
                row.GiveUp();
                _pace.Forgive(row.Left);
                continue;
            }
            try
            {
                var request = row.Request;
                row.Begin(Version);
                _growing.Add(_batch.Add(new(request.PromptIds, request.Sampling, request.Seed) { TopLogProbabilities = request.TopLogprobs }), row);
                Interlocked.Increment(ref _grown);
            }
            catch (Exception e)
            {
                row.Fail(e);
                _pace.Forgive(row.Left);
            }
        }
    }

    private void Step()
    {
        var began = Stopwatch.GetTimestamp();
        IReadOnlyList<GeneratedToken> drawn;
        try
        {
            drawn = _batch.Step();
        }
        catch (Exception e)
        {
            foreach (var (id, row) in _growing.ToArray())   // what is computed for all of them together
            {
                _batch.Remove(id);
                row.Fail(e);
                Leave(id, row);
            }
            return;
        }
        _pace.Draw(drawn.Count, Stopwatch.GetElapsedTime(began));
        foreach (var token in drawn)
        {
            var row = _growing[token.Row];
            if (!IsOver(row, token)) continue;
            if (token.End is null) _batch.Remove(token.Row);   // a stop text came, or its text failed
            Leave(token.Row, row);
        }
    }

    private static bool IsOver(ServedRow row, GeneratedToken token)
    {
        try
        {
            return row.Add(token);
        }
        catch (Exception e)   // whoever asked for the row gets it
        {
            row.Fail(e);
            return true;
        }
    }

    private void Leave(int id, ServedRow row)
    {
        _growing.Remove(id);
        Interlocked.Decrement(ref _grown);
        _pace.Forgive(row.Left);
    }
}
