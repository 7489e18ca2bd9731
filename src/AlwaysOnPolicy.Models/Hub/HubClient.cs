using System.Net;
using System.Net.Http.Headers;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Requests to the hub: follows its redirects, waits as it asks, tries again after a hiccup. The token goes to the hub's own address only.</summary>
internal sealed class HubClient : IDisposable
{
    private const int MostTries = 5;
    private const int MostRedirects = 5;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);   // for an answer to begin

    private readonly HubSettings _settings;
    private readonly HttpClient _http;

    /// <param name="wait">Waits between tries.</param>
    public HubClient(HubSettings settings, Func<TimeSpan, CancellationToken, Task> wait)
    {
        (_settings, Wait) = (settings, wait);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(30)
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("always-on-policy");
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");   // lengths are those of the files
    }

    public Func<TimeSpan, CancellationToken, Task> Wait { get; }

    /// <summary>The headers of a file, which the hub gives before it redirects to where large files lie; or a body from a place on.</summary>
    /// <param name="path">Below the endpoint.</param>
    /// <param name="what">For messages, such as "the file config.json".</param>
    /// <param name="from">First byte wanted.</param>
    /// <exception cref="HubException">The hub refuses, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HubId id, string what, long from, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var wait = TimeSpan.FromSeconds(1 << (tries - 1));
            try
            {
                var response = await FollowAsync(method, new Uri($"{_settings.Endpoint.ToString().TrimEnd('/')}/{path}"), from, cancel);
                if (response.IsSuccessStatusCode || IsRedirect(response)) return response;
                using (response)
                {
                    wait = HubErrors.RetryAfter(response) ?? wait;
                    if (!IsPassing(response.StatusCode) || tries == MostTries || wait > s_longestWait) throw HubErrors.Refused(response, _settings, id, what);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                if (tries == MostTries) throw HubErrors.Unreachable(_settings, what, e);
            }
            await Wait(wait, cancel);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, Uri address, long from, CancellationToken cancel)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            if (_settings.Token is { } token && IsHub(address)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await FirstAnswerAsync(request, cancel);
            if (!IsRedirect(response) || response.Headers.Location is not { } target) return response;
            if (method == HttpMethod.Head && target.IsAbsoluteUri) return response;        // beyond it the hub's headers are gone
            response.Dispose();
            if (redirects == MostRedirects) throw new HttpRequestException($"more than {MostRedirects} redirects.");
            address = new Uri(address, target);
        }
    }

    private async Task<HttpResponseMessage> FirstAnswerAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {s_patience.TotalSeconds:0} seconds.");
        }
    }

    private bool IsHub(Uri address) => address.Scheme == _settings.Endpoint.Scheme && address.Authority == _settings.Endpoint.Authority;

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || (int)status is >= 500 and < 600;
}
