using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Sends a request again after a refusal for load (429), a conflict (409), a server's error (5xx but 501), a time-out on either side (408) or a cut
/// connection, with pauses that
/// double, or as long as the service asks for. A service that says itself whether to try again (x-should-retry) is obeyed. A reply is read whole before it
/// counts, so a connection cut in the middle of it is an attempt that failed. <see cref="Attempts"/> knows how many were made.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(Patience patience, HttpMessageHandler inner) : base(inner)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>();
        if (patience.Retries > 0)
        {
            var longest = TimeSpan.FromSeconds(patience.LongestPauseSeconds);
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = patience.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(patience.FirstPauseSeconds),
                MaxDelay = longest,
                ShouldHandle = async a => a.Outcome switch
                {
                    { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
                    { Result: { } response } => await IsWorthwhileAsync(response, longest),
                    _ => false,
                },
                DelayGenerator = async a => a.Outcome.Result is { } response ? await AskedPause.OfAsync(response) : null,
            });
        }
        _pipeline = builder.AddTimeout(TimeSpan.FromSeconds(patience.TimeoutSeconds)).Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(async cancel =>
        {
            Attempts.CountOne(request);
            return await ServiceWaits.WatchAsync(WholeAsync(request, cancel), request.RequestUri!, Attempts.Of(request));
        }, cancellationToken);

    private async Task<HttpResponseMessage> WholeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await base.SendAsync(request, cancel);
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
}
