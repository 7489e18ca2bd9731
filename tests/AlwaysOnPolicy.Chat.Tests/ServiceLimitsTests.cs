using AlwaysOnPolicy.Chat.Requests;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>What is kept of a service's limits.</summary>
public sealed class ServiceLimitsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static HttpResponseMessage Reply(params (string Name, string Value)[] headers)
    {
        var reply = new HttpResponseMessage();
        foreach (var (name, value) in headers) reply.Headers.TryAddWithoutValidation(name, value);
        return reply;
    }

    [Theory]
    [InlineData("6m0s", 360.0)]
    [InlineData("1m30.5s", 90.5)]
    [InlineData("12ms", 0.012)]
    [InlineData("7", 7.0)]
    [InlineData("2026-01-01T00:00:20Z", 20.0)]
    [InlineData("soon", -1.0)]
    public void A_reset_is_read_in_each_of_its_forms(string text, double seconds) =>
        (LimitHeaders.Of(Reply(("x-ratelimit-reset-tokens", text)), "tokens", s_now).Reset?.TotalSeconds ?? -1).ShouldBe(seconds, 1e-6);

    [Fact]
    public void Both_families_of_headers_are_read()
    {
        LimitHeaders.Of(Reply(("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "3")), "requests", s_now)
            .ShouldBe(new LimitHeaders(500, 3, null));
        LimitHeaders.Of(Reply(("anthropic-ratelimit-tokens-limit", "80000"), ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "2026-01-01T00:00:05Z")), "tokens", s_now).ShouldBe(new LimitHeaders(80_000, 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_service_that_has_nothing_left_is_left_alone_until_it_has()
    {
        var clock = new CountingClock();
        using var limits = new ServiceLimits(new ChatSettings { Model = "m" }, clock);
        (await limits.AcquireAsync(1, TestContext.Current.CancellationToken)).Dispose();
        clock.Waited.ShouldBe(TimeSpan.Zero);
        limits.Learn(Reply(("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "30s")));
        (await limits.AcquireAsync(1, TestContext.Current.CancellationToken)).Dispose();
        clock.Waited.TotalSeconds.ShouldBe(30, 0.01);
        limits.Learn(Reply(("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "7h")));
        (await limits.AcquireAsync(1, TestContext.Current.CancellationToken)).Dispose();
        clock.Waited.TotalSeconds.ShouldBe(30, 0.01, "a pause of hours is the service's to ask for with a refusal");
    }

    [Theory]
    [InlineData(-24), InlineData(24)]
    public async Task A_clock_that_is_set_meanwhile_changes_no_pause_and_a_date_is_by_the_services_clock(int hours)
    {
        var clock = new CountingClock { Set = TimeSpan.FromHours(hours) };
        using var limits = new ServiceLimits(new ChatSettings { Model = "m" }, clock);
        var reply = Reply(("anthropic-ratelimit-requests-remaining", "0"), ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:30Z"));
        reply.Headers.Date = s_now;
        limits.Learn(reply);
        clock.Set = -clock.Set;
        (await limits.AcquireAsync(1, TestContext.Current.CancellationToken)).Dispose();
        clock.Waited.TotalSeconds.ShouldBe(30, 0.01);
    }

    [Fact]
    public async Task A_learnt_limit_lets_through_so_many_and_holds_the_next()
    {
        using var limits = new ServiceLimits(new ChatSettings { Model = "m", Concurrency = 10 });
        limits.Learn(Reply(("x-ratelimit-limit-requests", "3")));
        for (var i = 0; i < 3; i++) (await limits.AcquireAsync(1, TestContext.Current.CancellationToken)).IsAcquired.ShouldBeTrue();
        using var stop = new CancellationTokenSource();
        var fourth = limits.AcquireAsync(1, stop.Token).AsTask();
        fourth.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => fourth);
    }

    [Fact]
    public async Task A_request_larger_than_a_minutes_tokens_goes_through_alone()
    {
        using var limits = new ServiceLimits(new ChatSettings { Model = "m", TokensPerMinute = 100 });
        (await limits.AcquireAsync(5000, TestContext.Current.CancellationToken)).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task No_more_are_under_way_at_once_than_the_settings_say()
    {
        using var limits = new ServiceLimits(new ChatSettings { Model = "m", Concurrency = 2 });
        using var one = await limits.AcquireAsync(1, TestContext.Current.CancellationToken);
        var two = await limits.AcquireAsync(1, TestContext.Current.CancellationToken);
        var three = limits.AcquireAsync(1, TestContext.Current.CancellationToken).AsTask();
        three.IsCompleted.ShouldBeFalse();
        two.Dispose();
        (await three).IsAcquired.ShouldBeTrue();
    }

    /// <summary>Whoever waits finds at once that the time is over.</summary>
    private sealed class CountingClock : TimeProvider
    {
        public TimeSpan Waited { get; private set; }

        /// <summary>How far the clock on the wall was set.</summary>
        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => s_now + Set + Waited;

        public override long GetTimestamp() => TimeSpan.TicksPerDay + Waited.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
