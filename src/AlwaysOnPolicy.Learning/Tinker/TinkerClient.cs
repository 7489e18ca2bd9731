using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>Requests to a Tinker server, in JSON. Most are accepted with a number first, by which their result is asked for.</summary>
/// <remarks>It blocks: a step of PPO has nothing to do meanwhile. A request that changes weights is sent again only where it is certain that it was not taken,
/// or the server knows it again by its sequence number.</remarks>
internal sealed class TinkerClient : IDisposable
{
    private const int Longest = 60;
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(45);      // a server may hold a question for a result for minutes; proxies do not
    private static readonly TimeSpan s_request = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;   // follows no redirection: the key is for one address
    private readonly TinkerOptions _options;

    public TinkerClient(TinkerOptions options, string address)
    {
        (_options, Address) = (options, address.TrimEnd('/'));
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_connect }) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.KeyVariable is not { } variable) return;
        _http.DefaultRequestHeaders.Add("X-API-Key", KnownSecrets.Remember(Environment.GetEnvironmentVariable(variable)?.Trim()));
    }

    public string Address { get; }

    /// <summary>Sends a request that is answered at once: with its result, or with the number of one.</summary>
    /// <param name="body">Of each attempt: one that is not to be taken for the last may have a new name in it.</param>
    /// <param name="repeatable">Whether it does no harm to do it twice.</param>
    /// <exception cref="TinkerException">It was refused, could not be sent, or nobody knows whether it was taken.</exception>
    public JsonElement Post(string path, Func<object> body, bool repeatable, CancellationToken cancel = default)
    {
        for (var attempt = 0; ; attempt++)
        {
            TinkerReply reply;
            try
            {
                reply = Send(path, body(), s_request, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                var unsent = e is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                };
                if (!unsent && !repeatable) throw Unknown(path, e);
                if (attempt >= _options.Retries) throw Unreachable(path, attempt + 1, e);
                Pause(attempt, null, cancel);
                continue;
            }
            if (reply.IsSuccess) return reply.Json(Address, path);
            var again = reply.Status is 429 or 503 || (repeatable && reply.Status is 408 or 500 or 502 or 504);
            if (!repeatable && reply.Status is 408 or 500 or 502 or 504) throw Unknown(path, null);
            if (!again || attempt >= _options.Retries) throw Refused(path, reply);
            Pause(attempt, reply.RetryAfter, cancel);
        }
    }

    /// <summary>Waits for the result of a request that was accepted.</summary>
    /// <param name="what">The request, for messages.</param>
    /// <exception cref="TinkerException">It failed, took too long, or the server has lost it.</exception>
    public JsonElement Result(string requestId, string what, CancellationToken cancel = default)
    {
        var began = Stopwatch.GetTimestamp();
        for (var (attempt, asked) = (0, 0); ; asked++)
        {
            TinkerReply? reply = null;
            try
            {
                reply = Send("retrieve_future", new { request_id = requestId }, s_poll, cancel);
            }
            catch (TimeoutException)
            {
                // it is still at work
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (attempt++ >= _options.Retries) throw Unreachable("retrieve_future", attempt, e);
                Pause(attempt - 1, null, cancel);
                continue;
            }
            if (reply is { IsSuccess: true })
            {
                var result = reply.Json(Address, what);
                if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty("error", out var error)) throw Failed(what, error.ToString());
                if (!result.IsTryAgain()) return result;
                attempt = 0;
            }
            else if (reply is { Status: 429 or >= 500 })
            {
                if (attempt++ >= _options.Retries) throw Refused(what, reply);
                Pause(attempt - 1, reply.RetryAfter, cancel);
                continue;
            }
            else if (reply is { Status: not 408 }) throw reply.Status == 400 ? Failed(what, reply.Words) : Refused(what, reply);
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > _options.TimeoutSeconds)
                throw new TinkerException($"The server {Address} has not done {what} within {_options.TimeoutSeconds} seconds. Look at its log; raise " +
                    "TinkerOptions.TimeoutSeconds where it is slow.");
            cancel.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Min(1000, 5 << Math.Min(asked, 8))));
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Sends a request once, and does not mind what becomes of it.</summary>
    public void Try(HttpMethod method, string path, object? body)
    {
        try
        {
            Send(path, body, TimeSpan.FromSeconds(10), default, method);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            // what it was about shows elsewhere
        }
    }

    public void Dispose() => _http.Dispose();

    private TinkerReply Send(string path, object? body, TimeSpan patience, CancellationToken cancel, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, $"{Address}/api/v1/{path}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            using var response = _http.Send(request, limit.Token);
            using var content = response.Content.ReadAsStream(limit.Token);
            using var reader = new StreamReader(content);
            var reply = new TinkerReply((int)response.StatusCode, reader.ReadToEnd(), response.Headers.RetryAfter?.Delta);
            return reply.IsSuccess && reply.Body.Length == 0 && request.Method == HttpMethod.Post ? throw new IOException("the reply is empty") : reply;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no reply within {patience.TotalSeconds} seconds", e);
        }
    }

    private void Pause(int attempt, TimeSpan? asked, CancellationToken cancel)
    {
        var pause = asked?.TotalSeconds ?? _options.FirstPauseSeconds * Math.Pow(2, attempt);
        cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Min(pause, Longest)));
        cancel.ThrowIfCancellationRequested();
    }

    private TinkerException Unreachable(string path, int attempts, Exception e) => new($"The server {Address} cannot be reached ({path}, {attempts} " +
        $"attempts): {e.GetBaseException().Message.TrimEnd('.')}. Start it, or correct TinkerOptions.Address; then run again: a " +
        "training goes on from its checkpoint.", e);

    private TinkerException Unknown(string path, Exception? e) => new($"The connection to {Address} broke while '{path}' was under way, and the server keeps " +
        "no sequence numbers, so that nobody knows whether it was done: it is not sent twice. Run again: the training goes on from its checkpoint.",
        e ?? new IOException("The server reported an error."));

    private TinkerException Failed(string what, string words) => words.Contains("not loaded", StringComparison.OrdinalIgnoreCase)
        ? Lost(what, words)
        : new($"The server {Address} failed at {what}: {KnownSecrets.Hide(words)}");

    private TinkerException Refused(string what, TinkerReply reply) => (HttpStatusCode)reply.Status switch
    {
        HttpStatusCode.NotFound => Lost(what, reply.Words),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new($"The server {Address} wants a key ({reply.Status}): name the environment variable " +
            "that holds it in TinkerOptions.KeyVariable."),
        _ => new($"The server {Address} refused {what} with {reply.Status}: {KnownSecrets.Hide(reply.Words)}"),
    };

    private TinkerException Lost(string what, string words) => new($"The server {Address} does not know what {what} is about ({KnownSecrets.Hide(words)}): " +
        "it was started anew, gave the session up, or does not have this request. Run again: a training goes on from its checkpoint, whose weights the " +
        "server keeps; where these are gone too, delete the stage's folder.");
}
