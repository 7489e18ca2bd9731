namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>What is told of a service that is silent.</summary>
public sealed class ServiceWaitsTests
{
    [Fact]
    public async Task A_silent_service_is_told_of_after_two_seconds_and_again_after_thirty_more()
    {
        var (reply, told) = (new TaskCompletionSource<int>(), new List<string>());
        void Say(string text)
        {
            if (!text.Contains("first.test", StringComparison.Ordinal)) return;   // others may wait at the same time
            told.Add(text);
            if (told.Count == 2) reply.SetResult(7);
        }

        ServiceWaits.Waiting += Say;
        (await ServiceWaits.WatchAsync(reply.Task, new Uri("http://first.test/score?key=secret"), attempt: 2, new JumpingClock())).ShouldBe(7);
        ServiceWaits.Waiting -= Say;
        told.ShouldBe(["Waiting for http://first.test/score: no reply for 2 s, attempt 2.", "Waiting for http://first.test/score: no reply for 32 s, attempt " +
            "2."]);
    }

    [Fact]
    public async Task One_that_replies_is_not_told_of_and_an_error_comes_through()
    {
        var told = 0;
        void Say(string text) => told += text.Contains("second.test", StringComparison.Ordinal) ? 1 : 0;
        ServiceWaits.Waiting += Say;
        (await ServiceWaits.WatchAsync(Task.FromResult(1), new Uri("http://second.test/"), 1)).ShouldBe(1);
        await Should.ThrowAsync<HttpRequestException>(() => ServiceWaits.WatchAsync(
            Task.FromException<int>(new HttpRequestException("no")), new Uri("http://second.test/"), 1));
        ServiceWaits.Waiting -= Say;
        told.ShouldBe(0);
    }

    /// <summary>Whoever waits finds at once that the time is over.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += dueTime.Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
