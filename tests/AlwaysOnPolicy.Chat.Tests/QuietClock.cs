using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>Time that passes only when as many requests have come as a test sends together, so that a machine that is slow between two of them makes no two
/// batches of one.</summary>
internal sealed class QuietClock(int together) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ITimer> _held = [];
    private int _together = together, _coming, _come;

    /// <summary>How many come together from now on.</summary>
    public void Expect(int requests)
    {
        lock (_gate) (_together, _coming, _come) = (requests, 0, 0);
    }

    /// <summary>A client whose requests are counted.</summary>
    public IChatClient Watch(IChatClient client) => new Watched(client, this);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (IsQuiet) return System.CreateTimer(callback, state, TimeSpan.Zero, period);
            var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            _held.Add(timer);
            return timer;
        }
    }

    /// <summary>Whether all that were to come together have, and none is on its way.</summary>
    private bool IsQuiet => _come == _coming && _come % _together == 0;

    private void Comes()
    {
        lock (_gate) _coming++;
    }

    private void Came()
    {
        lock (_gate)
        {
            _come++;
            if (!IsQuiet) return;
            foreach (var timer in _held) timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _held.Clear();
        }
    }

    private sealed class Watched(IChatClient client, QuietClock clock) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            clock.Comes();
            var answer = base.GetResponseAsync(messages, options, cancellationToken);   // which has entered it by now
            clock.Came();
            return answer;
        }
    }
}
