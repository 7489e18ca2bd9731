using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Ray's Jobs interface, version 4. Whoever reaches a cluster without a token runs commands there: that is how Ray is made.</summary>
public sealed class RayJobs : IDisposable
{
    /// <summary>Of the interface that this speaks.</summary>
    public const string InterfaceVersion = "4";

    private const string Taken = "already exists";
    private const int ShownLetters = 300;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(1);
    private readonly HttpClient _http;
    private readonly string? _token;

    /// <summary>Speaks to the head at an address.</summary>
    /// <param name="address">Of the dashboard: http://head:8265.</param>
    /// <param name="token">The cluster's; null where it asks for none. It is kept out of files and messages.</param>
    public RayJobs(Uri address, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = new Uri($"{address.AbsoluteUri.TrimEnd('/')}/");
        _token = KnownSecrets.Remember(token);
        _http = new HttpClient { BaseAddress = Address, Timeout = s_timeout };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Of the head, with '/' at its end.</summary>
    public Uri Address { get; }

    /// <summary>What the head says of itself.</summary>
    /// <exception cref="ClusterException">It cannot be reached, or speaks another version.</exception>
    public async Task<RayVersion> VersionAsync(CancellationToken cancel = default)
    {
        var version = await ReadAsync("api/version", RayJson.Version, cancel) ?? throw NoRay();
        return version.Version == InterfaceVersion ? version : throw new ClusterException(ClusterFault.Refused,
            $"'{Address}' is Ray {version.Ray}, whose Jobs interface has version {version.Version}; this tool speaks {InterfaceVersion}. " +
            "Use a Ray that does, such as 2.60.");
    }

    /// <summary>The cluster's machines, lost ones included.</summary>
    public async Task<IReadOnlyList<RayNode>> NodesAsync(CancellationToken cancel = default) =>
        await ReadAsync("api/v0/nodes?detail=1&limit=10000", answer => answer.GetProperty("data").GetProperty("result").GetProperty("result")
            .EnumerateArray().Select(RayJson.Node).ToArray(), cancel) ?? throw NoRay();

    /// <summary>Sends a folder, unless the cluster has it.</summary>
    /// <returns>What <see cref="RaySubmission.WorkingDirectory"/> takes.</returns>
    public async Task<string> UploadAsync(string folder, CancellationToken cancel = default)
    {
        var package = RayPackage.Of(folder);
        var path = $"api/packages/gcs/{package.Name}";
        using (var there = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancel))
        {
            if (there.StatusCode != HttpStatusCode.NotFound)
            {
                await RequireSuccessAsync(there, cancel);
                return package.Uri;
            }
        }
        using var sent = await SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(package.Zip) }, cancel);
        await RequireSuccessAsync(sent, cancel);
        return package.Uri;
    }

    /// <summary>Submits a job.</summary>
    /// <returns>False where the cluster has a job of this id, as after an answer that was lost: nothing was submitted then.</returns>
    public async Task<bool> SubmitAsync(RaySubmission job, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/jobs/") { Content = JsonContent.Create(RayJson.Of(job)) }, cancel);
        // Ray has no status of its own for this: it answers 500 with Python's traceback.
        if (!answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(cancel)).Contains($"{job.Id} {Taken}", StringComparison.Ordinal))
            return false;
        await RequireSuccessAsync(answer, cancel);
        return true;
    }

    /// <summary>Looks for a job.</summary>
    /// <returns>Null where the cluster knows none of this id.</returns>
    public Task<RayJobDetails?> FindAsync(string id, CancellationToken cancel = default) => ReadAsync(Path(id), RayJson.Job, cancel);

    /// <summary>All jobs that were submitted under an id.</summary>
    public async Task<IReadOnlyList<RayJobDetails>> ListAsync(CancellationToken cancel = default) =>
        await ReadAsync("api/jobs/", answer => answer.EnumerateArray().Select(RayJson.Job).OfType<RayJobDetails>().ToArray(), cancel) ?? throw NoRay();

    /// <summary>What a job has written so far, to either stream.</summary>
    /// <returns>Null where the cluster knows no such job.</returns>
    public Task<string?> LogsAsync(string id, CancellationToken cancel = default) =>
        ReadAsync($"{Path(id)}/logs", answer => answer.GetProperty("logs").GetString() is { } text ? KnownSecrets.Hide(text) : "", cancel);

    /// <summary>What a job writes, as it comes, from its beginning to its end: pieces of whole lines.</summary>
    /// <exception cref="ClusterException">The connection broke off, or there is no such job.</exception>
    public async IAsyncEnumerable<string> TailAsync(string id, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var socket = new ClientWebSocket();
        if (_token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
        var address = new UriBuilder(new Uri(Address, $"{Path(id)}/logs/tail")) { Scheme = Address.Scheme == "https" ? "wss" : "ws" }.Uri;
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        await SocketAsync(() => socket.ConnectAsync(address, cancel));
        while (true)
        {
            ValueWebSocketReceiveResult part = default;
            await SocketAsync(async () => part = await socket.ReceiveAsync(buffer.AsMemory(), cancel));
            if (part.MessageType == WebSocketMessageType.Close) yield break;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            yield return KnownSecrets.Hide(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
            message.SetLength(0);
        }

        async Task SocketAsync(Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (WebSocketException e)
            {
                throw new ClusterException(ClusterFault.Unreachable, $"'{Address}': the log of job '{id}' cannot be followed: {KnownSecrets.Hide(e.Message)} " +
                    "Look whether the cluster runs and knows the job.", e);
            }
        }
    }

    /// <summary>Asks for a job's end; it may take a moment.</summary>
    /// <returns>False where it was over, or nobody knows it.</returns>
    public async Task<bool> StopAsync(string id, CancellationToken cancel = default) =>
        await ReadAsync(HttpMethod.Post, $"{Path(id)}/stop", answer => answer.GetProperty("stopped").GetBoolean() ? id : null, cancel) is not null;

    /// <summary>Makes the cluster forget a job that is over, with its log.</summary>
    /// <returns>False where nobody knows it.</returns>
    /// <exception cref="ClusterException">It is not over.</exception>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancel = default) =>
        await ReadAsync(HttpMethod.Delete, Path(id), _ => id, cancel) is not null;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Path(string id) => $"api/jobs/{Uri.EscapeDataString(id)}";

    private Task<T?> ReadAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken cancel)
        where T : class => ReadAsync(HttpMethod.Get, path, read, cancel);

    private async Task<T?> ReadAsync<T>(HttpMethod method, string path, Func<JsonElement, T?> read, CancellationToken cancel)
        where T : class
    {
        using var answer = await SendAsync(new HttpRequestMessage(method, path), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        await RequireSuccessAsync(answer, cancel);
        try
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw NoRay(e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                return await _http.SendAsync(request, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                throw new ClusterException(ClusterFault.Unreachable, $"'{Address}' does not answer: {KnownSecrets.Hide(e.Message)} Start the cluster's head, " +
                    "or correct cluster.address: it is that of Ray's dashboard.", e);
            }
        }
    }

    private async Task RequireSuccessAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode) return;
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new ClusterException(ClusterFault.Denied, $"'{Address}' does not let us in ({(int)answer.StatusCode}). Put the cluster's token into an " +
                "environment variable, and that variable's name into cluster.token_variable.");
        }
        // The last line of a traceback is what went wrong.
        var said = (await answer.Content.ReadAsStringAsync(cancel)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => line.Length > 1) ?? "nothing";
        throw new ClusterException((int)answer.StatusCode >= 500 ? ClusterFault.Unreachable : ClusterFault.Refused,
            $"'{Address}' answers {(int)answer.StatusCode} to {answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}: " +
            $"{KnownSecrets.Hide(said.Length > ShownLetters ? said[..ShownLetters] : said)} Look at the cluster's dashboard and at the head's log.");
    }

    private ClusterException NoRay(Exception? inner = null)
    {
        var message = $"'{Address}' does not answer as Ray's Jobs interface does. Correct cluster.address: it is that of Ray's dashboard, such as " +
            "http://head:8265.";
        return inner is null ? new(ClusterFault.Refused, message) : new(ClusterFault.Refused, message, inner);
    }
}
