using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Keeps requests within what a service bears: so many at once, so many and so many tokens a minute. What the settings do not limit is learnt from the
/// service's replies (<see cref="LimitHeaders"/>).</summary>
internal sealed class ServiceLimits : IDisposable
{
    private static readonly ConcurrentDictionary<object, ServiceLimits> s_services = new();
    private readonly ConcurrencyLimiter _concurrency;
    private readonly Bucket _requests, _tokens;
    private readonly TimeSpan _longestPause;
    private readonly TimeProvider _time;

    public ServiceLimits(ChatSettings settings, TimeProvider? time = null)
    {
        _concurrency = new(new() { PermitLimit = settings.Concurrency, QueueLimit = int.MaxValue });
        (_requests, _tokens) = (new(settings.RequestsPerMinute), new(settings.TokensPerMinute));
        (_longestPause, _time) = (TimeSpan.FromSeconds(settings.LongestPauseSeconds), time ?? TimeProvider.System);
    }

    /// <summary>Whoever asks one model of one service with one key keeps one set of limits.</summary>
    public static ServiceLimits For(ChatService service, ChatSettings settings) => s_services.GetOrAdd(
        (service.Address.Authority, service.KeyVariable, service.Model, settings.Concurrency, settings.RequestsPerMinute, settings.TokensPerMinute,
            settings.LongestPauseSeconds), _ => new(settings));

    /// <summary>Waits until a request may be sent.</summary>
    /// <returns>Held until the reply is there.</returns>
    public async ValueTask<RateLimitLease> AcquireAsync(long tokens, CancellationToken cancel)
    {
        var held = await _concurrency.AcquireAsync(1, cancel);
        try
        {
            await _requests.TakeAsync(1, _time, cancel);
            await _tokens.TakeAsync(tokens, _time, cancel);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _concurrency.Dispose();

    public void Learn(HttpResponseMessage response)
    {
        var now = response.Headers.Date ?? _time.GetUtcNow();   // a date in a reply is by the service's clock
        _requests.Learn(LimitHeaders.Of(response, "requests", now), _longestPause, _time);
        _tokens.Learn(LimitHeaders.Of(response, "tokens", now), _longestPause, _time);
    }

    /// <param name="set">What the settings say; null learns it.</param>
    private sealed class Bucket(int? set)
    {
        private readonly Lock _gate = new();
        private (RateLimiter Limiter, int PerMinute)? _now = set is { } limit ? (Of(limit), limit) : null;
        private (long Since, TimeSpan For) _empty;

        public async ValueTask TakeAsync(long permits, TimeProvider time, CancellationToken cancel)
        {
            TimeSpan pause;
            (RateLimiter Limiter, int PerMinute)? now;
            lock (_gate) (pause, now) = (_empty.For - time.GetElapsedTime(_empty.Since), _now);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancel);
            if (now is not var (limiter, most)) return;
            using var _ = await limiter.AcquireAsync((int)Math.Min(permits, most), cancel);
        }

        public void Learn(LimitHeaders said, TimeSpan longestPause, TimeProvider time)
        {
            lock (_gate)
            {
                if (set is null && said.Limit is > 0 and <= int.MaxValue && said.Limit != _now?.PerMinute) _now = (Of((int)said.Limit), (int)said.Limit);
                if (said.Remaining == 0 && said.Reset is { } reset && reset <= longestPause) _empty = (time.GetTimestamp(), reset);
            }
        }

        private static TokenBucketRateLimiter Of(int perMinute) => new(new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = perMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = int.MaxValue,
            AutoReplenishment = true,
        });
    }
}
