using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>A local service with files and batches that it remembers, and chat completions beside them.</summary>
internal sealed class BatchServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Dictionary<string, string> _files = [];

    public BatchServer()
    {
        (_listener, var port) = LocalListener.Start("localhost");
        Host = $"localhost:{port}";
        _ = ServeAsync();
    }

    public string Host { get; }

    public List<Batch> Batches { get; } = [];

    /// <summary>Questions that were asked by themselves.</summary>
    public List<string> Singles { get; } = [];

    public int Uploads { get; private set; }

    /// <summary>Looks at a batch before it says that one has ended.</summary>
    public int PollsToEnd { get; set; } = 2;

    /// <summary>What files of answers hold at most, though the counts say more.</summary>
    public int LinesOfFile { get; set; } = int.MaxValue;

    public string EndState { get; set; } = "completed";

    /// <summary>What comes of a question: an answer, error, odd or nothing.</summary>
    public Func<string, string> Fate { get; set; } = _ => "answer";

    /// <summary>The words of an answer in a batch.</summary>
    public Func<string, string> Answer { get; set; } = question => $"batch: {question}";

    /// <summary>Told of each request as "METHOD place" before it has an effect, and as "METHOD place done" after. False: the connection is cut there.</summary>
    public Func<string, bool> At { get; set; } = _ => true;

    internal sealed record Batch(string Id, string Key, string Input)
    {
        public int Polls { get; set; }
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = Task.Run(AnswerTo(await _listener.GetContextAsync()));
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private Func<Task> AnswerTo(HttpListenerContext context) => async () =>
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Url!.AbsolutePath;
        var place = context.Request.HttpMethod + " " + (path.EndsWith("/content", StringComparison.Ordinal) ? "content" : path.Split('/')[2]);
        string? answer = null;
        var cut = !At(place);
        if (!cut)
        {
            lock (_files) answer = Act(place, path, body);
            cut = !At(place + " done");
        }
        context.Response.StatusCode = answer is null && !cut ? 404 : 200;
        var bytes = Encoding.UTF8.GetBytes(answer ?? """{"error":{"message":"not here"}}""");
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, cut ? bytes.Length / 2 : bytes.Length));
        await context.Response.OutputStream.FlushAsync();
        if (cut) context.Response.Abort();
        else context.Response.Close();
    };

    private string? Act(string place, string path, string body) => place switch
    {
        "POST files" => Upload(body),
        "POST batches" => Create(JsonNode.Parse(body)!),
        "GET batches" when path.Count(c => c == '/') == 2 => new JsonObject { ["data"] = new JsonArray([.. Enumerable.Reverse(Batches).Select(Status)]) }
            .ToJsonString(),
        "GET batches" => Look(path),
        "GET content" => _files.GetValueOrDefault(path.Split('/')[3]),
        "POST chat" => Single(JsonNode.Parse(body)!),
        _ => null,
    };

    private string Upload(string form)
    {
        Uploads++;
        var id = $"file-{_files.Count}";
        _files[id] = string.Join("\n", form.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith('{')));
        return new JsonObject { ["id"] = id }.ToJsonString();
    }

    private string Create(JsonNode request)
    {
        Batches.Add(new($"batch_{Batches.Count}", (string)request["metadata"]!["aop_batch"]!, (string)request["input_file_id"]!));
        return Status(Batches[^1]).ToJsonString();
    }

    private string? Look(string path)
    {
        if (Batches.Find(b => b.Id == path.Split('/')[^1]) is not { } batch) return null;
        batch.Polls++;
        return Status(batch).ToJsonString();
    }

    private JsonNode Status(Batch batch)
    {
        var status = new JsonObject
        {
            ["id"] = batch.Id,
            ["status"] = batch.Polls >= PollsToEnd ? EndState : "in_progress",
            ["created_at"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["metadata"] = new JsonObject { ["aop_batch"] = batch.Key },
        };
        if (batch.Polls < PollsToEnd) return status;
        var asked = _files[batch.Input].Split('\n').Select(l => JsonNode.Parse(l)!).ToArray();
        status["request_counts"] = new JsonObject
        {
            ["total"] = asked.Length,
            ["completed"] = asked.Count(l => Line(l, isError: false) is not null),
            ["failed"] = asked.Count(l => Line(l, isError: true) is not null),
        };
        if (EndState == "failed")
        {
            status["errors"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["message"] = "The model is not for batches." }) };
            return status;
        }
        foreach (var (name, isError) in new[] { ("output_file_id", false), ("error_file_id", true) })
        {
            var lines = asked.Select(l => Line(l, isError)).OfType<string>().Take(LinesOfFile).ToArray();
            if (lines.Length == 0) continue;
            _files[$"{batch.Id}-{name}"] = string.Join('\n', lines);
            status[name] = $"{batch.Id}-{name}";
        }
        return status;
    }

    private string? Line(JsonNode request, bool isError)
    {
        var question = Question(request["body"]!);
        return (Fate(question), isError) switch
        {
            ("answer", false) => Line(request, 200, Words(Answer(question))),
            ("odd", false) => Line(request, 200, []),
            ("error", true) => Line(request, 500, new JsonObject { ["error"] = new JsonObject { ["message"] = "sorry" } }),
            _ => null,
        };
    }

    private static string Line(JsonNode request, int status, JsonObject body) => new JsonObject
    {
        ["custom_id"] = (string)request["custom_id"]!,
        ["response"] = new JsonObject { ["status_code"] = status, ["body"] = body },
    }.ToJsonString();

    private string Single(JsonNode body)
    {
        Singles.Add(Question(body));
        return Words($"single: {Question(body)}").ToJsonString();
    }

    private static string Question(JsonNode body) => (string)body["messages"]![0]!["content"]!;

    private static JsonObject Words(string text) => new()
    {
        ["choices"] = new JsonArray(new JsonObject { ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text } }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 4, ["completion_tokens"] = 2, ["total_tokens"] = 6 },
    };
}
