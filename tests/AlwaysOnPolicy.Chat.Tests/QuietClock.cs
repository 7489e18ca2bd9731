using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>Time that passes only when as many requests have come as a test sends together, so that a machine that is slow between two of them makes no two
/// batches of one.</summary>
internal sealed class QuietClock(int together) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ITimer> _held = [];
    private int _together = together, _come;

    /// <summary>How many come together from now on.</summary>
    public void Expect(int requests)
    {
        lock (_gate) (_together, _come) = (requests, 0);
    }

    /// <summary>A client whose requests are counted.</summary>
    public IChatClient Watch(IChatClient client) => new Watched(client, this);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_come % _together == 0) return System.CreateTimer(callback, state, TimeSpan.Zero, period);
            var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            _held.Add(timer);
            return timer;
        }
    }

    private void Came()
    {
        lock (_gate)
        {
            if (++_come % _together > 0) return;
            foreach (var timer in _held) timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _held.Clear();
        }
    }

    private sealed class Watched(IChatClient client, QuietClock clock) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var answer = base.GetResponseAsync(messages, options, cancellationToken);   // which has entered it by now
            clock.Came();
            return answer;
        }
    }
}
