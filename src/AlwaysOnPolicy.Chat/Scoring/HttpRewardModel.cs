using System.Net.Http.Headers;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Secrets;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Scoring;

/// <summary>A reward that a service of the user's gives: {"prompts": […], "responses": […]} is posted as JSON, {"scores": […]} comes back.</summary>
public sealed class HttpRewardModel : IRewardModel
{
    private readonly HttpClient _http;
    private readonly ScorerSettings _settings;
    private readonly string _key;

    /// <summary>A service at an address; nothing is asked yet.</summary>
    /// <exception cref="SettingsException">The URL is no http address, or the key's variable is not set.</exception>
    public HttpRewardModel(ScorerSettings settings)
    {
        (_settings, _key) = (settings, "");
        Check(settings);
        _http = new HttpClient(new RetryHandler(
            new Patience(settings.TimeoutSeconds, settings.Retries, settings.FirstPauseSeconds, settings.LongestPauseSeconds), new SocketsHttpHandler()))
        { Timeout = Timeout.InfiniteTimeSpan };
        if (settings.ApiKeyVariable is not { } variable) return;
        _key = KnownSecrets.Remember(Environment.GetEnvironmentVariable(variable))!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
    }

    /// <summary>The service's address.</summary>
    public string Name => _settings.Url;

    /// <summary>Whether these settings can work, as far as one can know without asking.</summary>
    /// <exception cref="SettingsException">The URL is no http address, or the key's variable is not set.</exception>
    public static void Check(ScorerSettings settings)
    {
        ServiceAddress.Read(settings.Url, "The scorer's address 'url'", "http://localhost:8000/score");
        if (settings.ApiKeyVariable is { } named) ServiceAddress.VariableName(named, "The scorer's 'api_key_variable'");
        if (settings.ApiKeyVariable is { } variable && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable)))
            throw new SettingsException(
                $"The environment variable {variable}, which holds the key for the scorer {settings.Url}, is not set. Set it, or leave 'api_key_variable' " +
                "out.");
    }

    /// <summary>The service's scores, in the order of <paramref name="exchanges"/>.</summary>
    /// <exception cref="RewardException">The service refuses or cannot be reached after all attempts, or its reply is no list of as many finite
    /// numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: that ends the request under way.</exception>
    public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
    {
        var scores = new List<double>(exchanges.Count);
        foreach (var batch in exchanges.Chunk(_settings.BatchSize)) scores.AddRange(await AskAsync(batch, cancel));
        return [.. scores];
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<double[]> AskAsync(Exchange[] batch, CancellationToken cancel)
    {
        // As bytes, whose number is told beforehand: Python's http.server knows no request in chunks.
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new { prompts = batch.Select(e => e.Question).ToArray(), responses = batch.Select(e => e.Answer).ToArray() }));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = content };
        try
        {
            using var reply = await _http.SendAsync(request, cancel);
            var body = await BodyText.ReadAsync(reply, cancel);
            if (!reply.IsSuccessStatusCode) throw Refused((int)reply.StatusCode, body, request);
            return ScorerReply.Read(_settings.Url, body, batch);
        }
        catch (TimeoutRejectedException e)
        {
            throw new RewardException(
                $"The scorer {_settings.Url} gave no reply within {_settings.TimeoutSeconds} seconds, in {Attempts.In(request)}. Raise its " +
                "'timeout_seconds', or lower its 'batch_size'.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RewardException(
                $"The scorer {_settings.Url} cannot be reached, in {Attempts.In(request)}: {e.GetBaseException().Message.TrimEnd('.')}. Start it, or correct " +
                "the address.", e);
        }
    }

    private RewardException Refused(int status, string body, HttpRequestMessage request)
    {
        var said = RefusalText.Of(body, _key) is { Length: > 0 } words ? $" It says: {words}" : "";
        var todo = status switch
        {
            401 or 403 => "It wants a key: name the environment variable that holds it in 'api_key_variable'.",
            404 or 405 => "Correct the address: answers are posted to exactly this one.",
            409 or 429 or >= 500 => $"That was in {Attempts.In(request)}; look at the service's own log.",
            _ => "Look at the service's own log.",
        };
        return new RewardException($"The scorer {_settings.Url} refused with {status}. {todo}{said}");
    }
}
