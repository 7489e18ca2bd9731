using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A service with OpenAI's chat interface, on this machine alone, that fails as services do: which request fails how is drawn from its content and
/// how often it came, and the fifth time it is answered.</summary>
internal sealed partial class FaultServer : IDisposable
{
    private const int PatienceTimes = 4;
    private readonly HttpListener _listener = new();
    private readonly bool _faults;
    private readonly ConcurrentDictionary<string, int> _seen = new();
    private int _requests;

    /// <param name="faults">Whether it fails at all.</param>
    public FaultServer(bool faults)
    {
        _faults = faults;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/v1";
        }
        _listener.Prefixes.Add(Endpoint[..^2]);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    public int Requests => _requests;

    /// <summary>How often the service did each thing.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = new();

    /// <summary>How often each request was answered with something to read.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new();

    private long _billed;

    /// <summary>Tokens that the service would bill: of every reply that it made, whether or not it arrived.</summary>
    public long Billed => Interlocked.Read(ref _billed);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            Interlocked.Increment(ref _requests);
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
            var time = _seen.AddOrUpdate(key, 0, (_, n) => n + 1);
            var lot = SHA256.HashData(Encoding.UTF8.GetBytes($"{key}/{time}"));
            var fault = _faults && time < PatienceTimes ? Fault(lot[0]) : "answered";
            await Task.Delay(5 + (lot[1] % 20));
            using var request = JsonDocument.Parse(body);
            var prompt = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
            await ReplyAsync(context.Response, key, fault, prompt, body.Length / 4, lot);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // whoever asked is gone
        }
    }

    private static string Fault(byte lot) => lot switch
    {
        < 14 => "429 with Retry-After",
        < 28 => "429",
        < 42 => "500",
        < 46 => "too slow",
        < 56 => "slow",
        < 66 => "cut",
        < 76 => "malformed",
        < 84 => "refusal",
        < 92 => "empty",
        < 100 => "content filter",
        < 130 => "short list",
        < 155 => "duplicates",
        _ => "answered",
    };

    private async Task ReplyAsync(HttpListenerResponse response, string key, string fault, string prompt, int input, byte[] lot)
    {
        var list = Wanted().Match(prompt) is { Success: true } wanted
            ? int.Parse(wanted.Groups[1].Success ? wanted.Groups[1].Value : wanted.Groups[2].Value) : 0;
        if (list == 0 && fault is "short list" or "duplicates") fault = "answered";
        Done.AddOrUpdate(fault, 1, (_, n) => n + 1);
        if (fault.StartsWith("429", StringComparison.Ordinal) || fault == "500")
        {
            if (fault.EndsWith("After", StringComparison.Ordinal)) response.AddHeader("Retry-After", "0.05");
            await WriteAsync(response, fault[..3] == "429" ? 429 : 500, """{"error": {"message": "not now", "code": "busy"}}""");
            return;
        }
        var number = Convert.ToHexStringLower(lot.AsSpan(2, 6));
        var words = fault is "refusal" or "empty" or "content filter" ? ""
            : list == 0 ? "ABC"[lot[9] % 3].ToString()
            : string.Join('\n', Enumerable.Range(1, fault == "short list" ? Math.Max(1, list - 3) : list)
                .Select(i => $"{i}. [cooking] why does my soup {(fault == "duplicates" && i > 40 ? 40 : i)} of pot {number} taste so flat ?"));
        var output = (words.Length / 4) + 1;
        Interlocked.Add(ref _billed, input + output);
        if (fault == "too slow") await Task.Delay(2500);
        if (fault == "slow") await Task.Delay(300);
        var reply = JsonSerializer.Serialize(new
        {
            id = "1",
            @object = "chat.completion",
            choices = new[]
            {
                new
                {
                    index = 0, finish_reason = fault == "content filter" ? "content_filter" : "stop",
                    message = new { role = "assistant", content = words, refusal = fault == "refusal" ? "I would rather not" : null },
                },
            },
            usage = new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output },
        });
        if (words.Length > 0 && fault is not ("malformed" or "cut" or "too slow")) Answered.AddOrUpdate(key, 1, (_, n) => n + 1);
        await WriteAsync(response, 200, fault == "malformed" ? reply[..(reply.Length / 2)] + "}" : reply, fault == "cut");
    }

    private static async Task WriteAsync(HttpListenerResponse response, int status, string body, bool cut = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        (response.StatusCode, response.ContentType, response.ContentLength64) = (status, "application/json", bytes.Length);
        await response.OutputStream.WriteAsync(bytes.AsMemory(0, cut ? bytes.Length / 2 : bytes.Length));
        if (cut) response.Abort();
        else response.Close();
    }

    [GeneratedRegex(@"Come up with a set of (\d+) questions|^Write (\d+) more in the same form")]
    private static partial Regex Wanted();
}
