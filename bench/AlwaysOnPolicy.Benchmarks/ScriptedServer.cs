using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Samples.ScriptedService;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The service of samples/Samples.ScriptedService, which counts what it is asked and takes its time over an answer, so that kills fall into
/// calls.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private const int LeastMilliseconds = 20, MoreMilliseconds = 60;
    private readonly HttpListener _listener = new();
    private int _underWay;

    public ScriptedServer()
    {
        for (var port = 18_200; ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Endpoint = $"http://127.0.0.1:{port}/v1";
                break;
            }
            catch (HttpListenerException) when (port < 18_300)
            {
                _listener = new();   // another has it
            }
        }
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>How often each request came, by its body.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new();

    /// <summary>Requests that came and are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

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
        var counted = false;
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            if (body.Length == 0)
            {
                context.Response.Close();
                return;
            }
            Interlocked.Increment(ref _underWay);
            counted = true;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(body));
            Asked.AddOrUpdate(Convert.ToHexStringLower(hash), 1, (_, n) => n + 1);
            using var request = JsonDocument.Parse(body);
            var asked = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
            var said = Script.Reply(asked, body);
            var (read, written) = (body.Length / 4, (said.Length / 4) + 1);
            await Task.Delay(LeastMilliseconds + (hash[0] % MoreMilliseconds));
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.OutputStream, new
            {
                id = "scripted",
                @object = "chat.completion",
                created = 0,
                model = request.RootElement.GetProperty("model").GetString(),
                choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = said } } },
                usage = new { prompt_tokens = read, completion_tokens = written, total_tokens = read + written },
            });
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // whoever asked was killed
        }
        finally
        {
            if (counted) Interlocked.Decrement(ref _underWay);
        }
    }
}
