using System.Net;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>A local service: it gives the replies of a script, the last one again and again.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Reply[] _script;

    public ScriptedServer(params Reply[] script)
    {
        _script = script;
        (_listener, var port) = LocalListener.Start("localhost");
        Host = $"localhost:{port}";
        _ = ServeAsync();
    }

    public string Host { get; }

    public string Endpoint => $"http://{Host}/v1";

    /// <summary>Path, key and body of each request.</summary>
    public List<(string Path, string? Authorization, string Body)> Requests { get; } = [];

    /// <summary>Bytes of each request's body as its head told them; -1 where it came in chunks.</summary>
    public List<long> Lengths { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Lengths.Add(context.Request.ContentLength64);
                using (var reader = new StreamReader(context.Request.InputStream))
                {
                    var key = context.Request.Headers["Authorization"] ?? context.Request.Headers["api-key"];
                    Requests.Add((context.Request.Url!.AbsolutePath, key, await reader.ReadToEndAsync()));
                }
                await AnswerAsync(context.Response, _script[Math.Min(Requests.Count, _script.Length) - 1]);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private static async Task AnswerAsync(HttpListenerResponse response, Reply reply)
    {
        if (reply.Silent) return;
        response.StatusCode = reply.Status;
        response.ContentType = "application/json";
        foreach (var (name, value) in reply.Headers)
            if (name == "Content-Type") response.ContentType = value;
            else response.AddHeader(name, value);
        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes.AsMemory(0, reply.Cut ? bytes.Length / 2 : bytes.Length));
        await response.OutputStream.FlushAsync();
        if (reply.Cut) response.Abort();
        else response.Close();
    }
}

/// <param name="Cut">The connection ends in the middle of the body.</param>
/// <param name="Silent">Nothing comes back.</param>
internal sealed record Reply(int Status, string Body, bool Cut = false, bool Silent = false)
{
    public (string Name, string Value)[] Headers { get; init; } = [];

    public static Reply Words(string text, string finish = "stop") => new(200, JsonSerializer.Serialize(new
    {
        id = "1",
        @object = "chat.completion",
        created = 1,
        model = "m",
        choices = new[] { new { index = 0, finish_reason = finish, message = new { role = "assistant", content = text } } },
    }));

    public static Reply Refusal(string words) => new(200, JsonSerializer.Serialize(new
    {
        id = "1",
        @object = "chat.completion",
        created = 1,
        model = "m",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = (string?)null, refusal = words } } },
    }));

    public static Reply Error(int status, string message, string code = "error") =>
        new(status, JsonSerializer.Serialize(new { error = new { message, code } }));
}
