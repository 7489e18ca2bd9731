using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>A server that keeps jobs and packages as Ray 2.60's Jobs interface does, with answers as that one's were recorded.</summary>
internal sealed class ScriptedRay : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Lock _lock = new();

    public ScriptedRay()
    {
        (_listener, var port) = LocalListener.Start("127.0.0.1");
        Address = new Uri($"http://127.0.0.1:{port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public string Version { get; set; } = "4";

    public string? Token { get; set; }

    /// <summary>How many requests are answered 503 from now on, as by a head that is not ready.</summary>
    public int Unready { get; set; }

    /// <summary>Whether the next submission is taken, and its answer lost.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Sets up a job as it is submitted.</summary>
    public Action<ScriptedJob> OnSubmit { get; set; } = _ => { };

    public Dictionary<string, ScriptedJob> Jobs { get; } = [];

    public List<string> Submitted { get; } = [];

    public Dictionary<string, byte[]> Packages { get; } = [];

    public int Uploads { get; private set; }

    public int MostUnderWay { get; private set; }

    public string[] Nodes { get; set; } = ["aa"];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (context.Request.IsWebSocketRequest && Jobs.TryGetValue(path.Split('/')[3], out var tailed))
        {
            using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
            foreach (var line in tailed.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                await socket.SendAsync(Encoding.UTF8.GetBytes($"{line}\n"), WebSocketMessageType.Text, endOfMessage: true, default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            return;
        }
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var (status, text) = (0, "");
        lock (_lock) (status, text) = Answer(context.Request, path, body.ToArray());
        if (status == 0)
        {
            context.Response.Abort();
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Close(Encoding.UTF8.GetBytes(text), willBlock: false);
    }

    private (int Status, string Text) Answer(HttpListenerRequest request, string path, byte[] body)
    {
        if (Unready > 0)
        {
            Unready--;
            return (503, "Service unavailable");
        }
        if (Token is not null && request.Headers["Authorization"] is var given && given != $"Bearer {Token}")
            return (given is null ? 401 : 403, "Token authentication is enabled");
        if (path == "/api/version")
            return (200, $$"""{"version": "{{Version}}", "ray_version": "2.60.0", "ray_commit": "b7f4", "session_name": "session_1"}""");
        if (path == "/api/v0/nodes") return (200, NodesJson());
        if (path.StartsWith("/api/packages/gcs/", StringComparison.Ordinal)) return Package(request.HttpMethod, path.Split('/')[^1], body);
        if (path == "/api/jobs/") return request.HttpMethod == "POST" ? Submit(JsonNode.Parse(body)!.AsObject())
            : (200, new JsonArray([.. Jobs.Values.Select(j => j.Json())]).ToJsonString());
        var id = path.Split('/')[3];
        if (!Jobs.TryGetValue(id, out var job)) return (404, $"Job {id} does not exist");
        if (path.EndsWith("/logs", StringComparison.Ordinal)) return (200, new JsonObject { ["logs"] = job.Log }.ToJsonString());
        if (path.EndsWith("/stop", StringComparison.Ordinal))
        {
            var stopped = !job.IsOver;
            job.IsStopped |= stopped;
            return (200, stopped ? """{"stopped": true}""" : """{"stopped": false}""");
        }
        if (request.HttpMethod != "DELETE") return (200, job.Look().ToJsonString());
        if (!job.IsOver) return (500, $"Traceback\nRuntimeError: Attempted to delete job '{id}', but it is in a non-terminal state {job.Status}.\n.\n");
        Jobs.Remove(id);
        return (200, """{"deleted": true}""");
    }

    private (int Status, string Text) Submit(JsonObject submission)
    {
        var job = new ScriptedJob(submission);
        if (Jobs.ContainsKey(job.Id))
            return (500, $"Traceback\nValueError: Job with submission_id {job.Id} already exists. Please use a different submission_id.\n.\n");
        Jobs[job.Id] = job;
        Submitted.Add(job.Id);
        OnSubmit(job);
        MostUnderWay = Math.Max(MostUnderWay, Jobs.Values.Count(j => !j.IsOver));
        if (!LosesAnswer) return (200, $$"""{"job_id": "{{job.Id}}", "submission_id": "{{job.Id}}"}""");
        LosesAnswer = false;
        return (0, "");
    }

    private (int Status, string Text) Package(string method, string name, byte[] body)
    {
        if (method == "GET") return Packages.ContainsKey(name) ? (200, "") : (404, $"Package gcs://{name} does not exist");
        Packages[name] = body;
        Uploads++;
        return (200, "");
    }

    private string NodesJson()
    {
        var nodes = string.Join(',', Nodes.Select(id => $$"""
            {"node_id": "{{id}}", "node_ip": "127.0.0.1", "is_head_node": true, "state": "ALIVE", "node_name": "127.0.0.1",
             "resources_total": {"object_store_memory": 7218479923.0, "node:127.0.0.1": 1.0, "CPU": 2.0, "memory": 16843119821.0} }
            """));
        return """{"result": true, "msg": "", "data": {"result": {"total": 1, "result": [""" + nodes + "]}}}";
    }
}
