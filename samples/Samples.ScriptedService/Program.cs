using System.Net;
using System.Text.Json;
using Samples.ScriptedService;

// A service with OpenAI's chat interface that answers as an author, a question writer and a judge are asked to, without a model: for rehearsals.
//   dotnet run -c Release --project samples/Samples.ScriptedService -- 8077
var port = args.Length > 0 ? int.Parse(args[0]) : 8077;
using var listener = new HttpListener();
listener.Prefixes.Add($"http://127.0.0.1:{port}/");
listener.Start();
Console.WriteLine($"Answering at http://127.0.0.1:{port}/v1. Ctrl+C ends it.");
while (true)
{
    var context = await listener.GetContextAsync();
    _ = Task.Run(() => AnswerAsync(context));
}

static async Task AnswerAsync(HttpListenerContext context)
{
    using var reader = new StreamReader(context.Request.InputStream);
    var body = await reader.ReadToEndAsync();
    try
    {
        var isHealth = context.Request.Url!.AbsolutePath == "/health";
        await WriteAsync(context.Response, isHealth ? new { status = "ok" } : Completion(body));
    }
    catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
    {
        context.Response.StatusCode = 400;
        await WriteAsync(context.Response, new { error = new { message = $"This is no chat request: {e.Message}" } });
    }
}

static object Completion(string body)
{
    using var request = JsonDocument.Parse(body);
    var asked = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
    var said = Script.Reply(asked, body);
    var (read, written) = (body.Length / 4, (said.Length / 4) + 1);
    return new
    {
        id = "scripted",
        @object = "chat.completion",
        created = 0,
        model = request.RootElement.GetProperty("model").GetString(),
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = said } } },
        usage = new { prompt_tokens = read, completion_tokens = written, total_tokens = read + written },
    };
}

static async Task WriteAsync(HttpListenerResponse response, object reply)
{
    response.ContentType = "application/json";
    await JsonSerializer.SerializeAsync(response.OutputStream, reply);
    response.Close();
}
