using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Models.Tests.Hub;

/// <summary>A request as the server saw it.</summary>
internal sealed record Seen(string Method, string Host, string Path, string? Range, string? Authorization);

/// <summary>A local server that speaks the hub's interface: the list of files, their headers, a redirect to another host for large ones, ranges.</summary>
internal sealed class HubServer : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly HttpListener _listener;
    private readonly Dictionary<string, (byte[] Content, bool IsLarge)> _files = [];
    private readonly string _storage;   // the other host: the same listener under another name

    public HubServer()
    {
        (_listener, var port) = LocalListener.Start("localhost", "127.0.0.1");
        (Endpoint, _storage) = (new Uri($"http://localhost:{port}"), $"http://127.0.0.1:{port}/storage/");
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    public string Repository { get; init; } = "own/tiny";

    public bool IsDataSet { get; init; }

    public ConcurrentQueue<Seen> Requests { get; } = [];

    /// <summary>Looked at before anything else; true where it has answered.</summary>
    public Func<Seen, HttpListenerResponse, bool> Fault { get; set; } = (_, _) => false;

    /// <summary>How many bytes of a body are sent before the connection is cut; null sends it whole.</summary>
    public Func<Seen, int?> Cut { get; set; } = _ => null;

    public bool IgnoresRanges { get; set; }

    public void Add(string name, byte[] content, bool large = false) => _files[name] = (content, large);

    /// <summary>Changes what is sent, not what the headers say of it.</summary>
    public Dictionary<string, byte[]> Tampered { get; } = [];

#pragma warning disable CA5350   // git's hash, which the hub gives for small files
    public static string HashOf(byte[] content, bool large) => Convert.ToHexStringLower(large
        ? SHA256.HashData(content)
        : SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (request, response) = (context.Request, context.Response);
                var seen = new Seen(request.HttpMethod, request.Url!.Host, request.Url.AbsolutePath, request.Headers["Range"],
                    request.Headers["Authorization"]);
                Requests.Enqueue(seen);
                if (Fault(seen, response)) response.Close();
                else await AnswerAsync(seen, response);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private async Task AnswerAsync(Seen seen, HttpListenerResponse response)
    {
        var api = $"/api/{(IsDataSet ? "datasets" : "models")}/{Repository}/revision/";
        var resolve = $"/{(IsDataSet ? "datasets/" : "")}{Repository}/resolve/{Commit}/";
        if (seen.Path.StartsWith(api, StringComparison.Ordinal))
        {
            var list = new JsonObject
            {
                ["sha"] = Commit,
                ["siblings"] = new JsonArray([.. _files.Keys.Select(f => (JsonNode)new JsonObject { ["rfilename"] = f })]),
            };
            await SendAsync(seen, response, Encoding.UTF8.GetBytes(list.ToJsonString()));
            return;
        }
        var name = seen.Path.StartsWith(resolve, StringComparison.Ordinal) ? seen.Path[resolve.Length..]
            : seen.Path.StartsWith("/storage/", StringComparison.Ordinal) ? seen.Path["/storage/".Length..] : "";
        if (!_files.TryGetValue(name, out var file))
        {
            response.StatusCode = 404;
            response.AddHeader("X-Error-Code", "EntryNotFound");
            response.Close();
            return;
        }
        var atHub = seen.Path.StartsWith(resolve, StringComparison.Ordinal);
        var hash = HashOf(file.Content, file.IsLarge);
        if (atHub) response.AddHeader("X-Repo-Commit", Commit);
        if (atHub && file.IsLarge)
        {
            response.AddHeader("X-Linked-ETag", $"\"{hash}\"");
            response.AddHeader("X-Linked-Size", $"{file.Content.Length}");
            response.AddHeader("ETag", "\"of-the-redirect\"");
            response.StatusCode = 302;
            response.RedirectLocation = _storage + name;
            response.Close();
            return;
        }
        response.AddHeader("ETag", $"W/\"{hash}\"");
        await SendAsync(seen, response, Tampered.GetValueOrDefault(name, file.Content));
    }

    private async Task SendAsync(Seen seen, HttpListenerResponse response, byte[] content)
    {
        var from = 0;
        if (seen.Range is { } range && !IgnoresRanges)
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'));
            response.StatusCode = 206;
            response.AddHeader("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
        }
        response.ContentLength64 = content.Length - from;
        if (seen.Method == "HEAD")
        {
            response.Close();
            return;
        }
        var cut = Cut(seen);
        await response.OutputStream.WriteAsync(content.AsMemory(from, Math.Min(cut ?? int.MaxValue, content.Length - from)));
        await response.OutputStream.FlushAsync();
        if (cut is null) response.Close();
        else response.Abort();
    }
}
