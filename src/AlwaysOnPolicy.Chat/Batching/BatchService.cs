using System.Net.Http.Headers;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>The files and batches of a service with OpenAI's batch interface.</summary>
internal sealed class BatchService : IDisposable
{
    /// <summary>The field of a batch's metadata that holds <see cref="BatchRecord.Key"/>.</summary>
    public const string KeyName = "aop_batch";

    /// <summary>Where each request of a batch goes.</summary>
    public const string Url = "/v1/chat/completions";

    private const int BatchesOfPage = 100;
    private static readonly TimeSpan s_clocksDiffer = TimeSpan.FromHours(1);
    private readonly ServiceErrors _errors;
    private readonly string _address, _key;
    private readonly HttpClient _patient, _once;

    public BatchService(ChatSettings settings, string setting)
    {
        (Service, _errors, var key) = ChatClientFactory.Connect(settings, setting);
        _key = key ?? "";
        _address = Service.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var patience = ChatClientFactory.PatienceOf(settings);
        (_patient, _once) = (Client(patience, key), Client(patience with { Retries = 0 }, key));
    }

    public ChatService Service { get; }

    /// <returns>The file's id.</returns>
    public async Task<string> UploadAsync(byte[] lines, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new ByteArrayContent(lines), "file", "requests.jsonl" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_address}/files") { Content = form };
        return await JsonAsync(_patient, request, file => BatchStatus.Text(file, "id"), cancel);
    }

    /// <summary>Makes a batch of an uploaded file. It is tried once: who cannot know whether it came through has to look first, with
    /// <see cref="FindAsync"/>.</summary>
    public async Task<BatchStatus> CreateAsync(string file, string key, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            input_file_id = file,
            endpoint = Url,
            completion_window = "24h",
            metadata = new Dictionary<string, string> { [KeyName] = key },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_address}/batches")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return await JsonAsync(_once, request, BatchStatus.Read, cancel);
    }

    public async Task<BatchStatus> StatusAsync(string id, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_address}/batches/{Uri.EscapeDataString(id)}");
        return await JsonAsync(_patient, request, BatchStatus.Read, cancel);
    }

    /// <summary>The batch with this key, if the service has one that did not fail.</summary>
    /// <param name="since">Batches made before it are not looked at.</param>
    public async Task<BatchStatus?> FindAsync(string key, DateTimeOffset since, CancellationToken cancel)
    {
        for (string? after = null; ;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{_address}/batches?limit={BatchesOfPage}" + (after is null ? "" : $"&after={after}"));
            var page = await JsonAsync(_patient, request, ReadPage, cancel);
            if (page.Batches.FirstOrDefault(b => b.Key == key && !b.Failed) is { } found) return found;
            if (!page.More || page.Batches.Length == 0 || page.Batches[^1].Created < since - s_clocksDiffer) return null;
            after = page.Batches[^1].Id;
        }
    }

    /// <summary>A file's content.</summary>
    public async Task<string> ContentAsync(string file, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_address}/files/{Uri.EscapeDataString(file)}/content");
        return await BodyAsync(_patient, request, cancel);
    }

    public void Dispose()
    {
        _patient.Dispose();
        _once.Dispose();
    }

    private static HttpClient Client(Patience patience, string? key)
    {
        var http = new HttpClient(new RetryHandler(patience, new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static Page? ReadPage(JsonElement page) => BatchStatus.Part(page, "data") is { ValueKind: JsonValueKind.Array } data
        ? new([.. data.EnumerateArray().Select(BatchStatus.Read).OfType<BatchStatus>()],
            BatchStatus.Part(page, "has_more") is { ValueKind: JsonValueKind.True })
        : null;

    private async Task<T> JsonAsync<T>(HttpClient http, HttpRequestMessage request, Func<JsonElement, T?> read, CancellationToken cancel) where T : class
    {
        var body = await BodyAsync(http, request, cancel);
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement) ?? throw NoBatches(body);
        }
        catch (JsonException)
        {
            throw NoBatches(body);
        }
    }

    private async Task<string> BodyAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var reply = await http.SendAsync(request, cancel);
            var body = await BodyText.ReadAsync(reply, cancel);
            if (reply.IsSuccessStatusCode) return body;
            throw (int)reply.StatusCode is 404 or 405 or 501 ? NoBatches(body) : _errors.Refused((int)reply.StatusCode, body, request);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested && error is TimeoutRejectedException or HttpRequestException or IOException)
        {
            throw _errors.NoReply(error, request);
        }
    }

    private ChatException NoBatches(string body) => new(
        $"{Service} does not answer as OpenAI's batch interface does. If it has none, set '{Service.Setting}.batch: false'. It says: " +
        RefusalText.Of(body, _key));

    private sealed record Page(BatchStatus[] Batches, bool More);
}
