using System.Net;
using Polly;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Sends a request again after a refusal for load (429), a conflict (409), a server's error (5xx but 501), a time-out on either side (408) or a cut
/// connection, with pauses that
/// double, or as long as the service asks for. A service that says itself whether to try again (x-should-retry) is obeyed. A reply is read whole before it
/// counts, so a connection cut in the middle of it is an attempt that failed. <see cref="Attempts"/> knows how many were made.</summary>
/// <remarks>Retries stand outside of the limits, since each attempt is a request that the service counts, and the pause before it should hold no permit; the
/// time-out stands inside, since waiting for a permit is no fault of the service.</remarks>
internal sealed class RetryHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<Count> s_count = new("retries");
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ServiceLimits? _limits;

    /// <param name="limits">Null where the service has none that are kept here.</param>
    public RetryHandler(Patience patience, HttpMessageHandler inner, ServiceLimits? limits = null) : base(inner)
    {
        _limits = limits;
        var longest = TimeSpan.FromSeconds(patience.LongestPauseSeconds);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = int.MaxValue,   // counted by kind below
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(patience.FirstPauseSeconds),
            MaxDelay = longest,
            ShouldHandle = async a => a.Outcome switch
            {
                { Exception: HttpRequestException or IOException or TimeoutRejectedException } => Lost(a.Outcome.Exception),
                { Result: { } response } => await IsWorthwhileAsync(response, longest),
                _ => false,
            } && a.Context.Properties.GetValue(s_count, new()).Take(a.Outcome.Result?.StatusCode == HttpStatusCode.TooManyRequests, patience),
            DelayGenerator = async a => a.Outcome.Result is { } response ? await AskedPause.OfAsync(response) : null,
        });
        if (limits is not null) builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            RateLimiter = a => limits.AcquireAsync(CallTrace.Current?.Tokens ?? 0, a.Context.CancellationToken),
        });
        _pipeline = builder.AddTimeout(TimeSpan.FromSeconds(patience.TimeoutSeconds)).Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_count, new Count());
        try
        {
            return await _pipeline.ExecuteAsync(async inner =>
            {
                Attempts.CountOne(request);
                CallTrace.Current?.CountAttempt();
                return await ServiceWaits.WatchAsync(WholeAsync(request, inner.CancellationToken), request.RequestUri!, Attempts.Of(request));
            }, context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Counts an attempt that may have been paid for: all but those of which nothing was sent.</summary>
    private static bool Lost(Exception error)
    {
        if (error is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            }) CallTrace.Current?.CountLost();
        return true;
    }

    private async Task<HttpResponseMessage> WholeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await base.SendAsync(request, cancel);
        _limits?.Learn(response);
        await response.Content.LoadIntoBufferAsync(cancel);
        return response;
    }

    // A spent quota does not come back within a run, and a pause of hours is better the user's decision.
    private static async ValueTask<bool> IsWorthwhileAsync(HttpResponseMessage response, TimeSpan longest)
    {
        if (response.IsSuccessStatusCode || await AskedPause.OfAsync(response) > longest) return false;
        var said = response.Headers.TryGetValues("x-should-retry", out var values) && bool.TryParse(values.First(), out var again) ? again : (bool?)null;
        return said ?? (IsTransient(response.StatusCode) && !SpentQuota.Names(await BodyText.ReadAsync(response)));
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests
        || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    /// <summary>The retries that a request has had.</summary>
    private sealed class Count
    {
        private int _throttled, _others;

        public bool Take(bool throttled, Patience patience) =>
            throttled ? _throttled++ < (patience.ThrottleRetries ?? patience.Retries) : _others++ < patience.Retries;
    }
}
