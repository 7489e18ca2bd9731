using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Chat.Tests.Rollouts;

/// <summary>A rollout server without a model: the tokens of an answer are a function of its seed and prompt, and each request can be answered otherwise by a
/// script.</summary>
internal sealed class ScriptedRollouts : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Lock _gate = new();
    private int _draws, _underWay;

    public ScriptedRollouts(string? version, RolloutSampler sampler = RolloutSampler.Aop)
    {
        (Version, Sampler) = (version, sampler);
        (_listener, var port) = LocalListener.Start("localhost");
        Address = $"http://localhost:{port}";
        _ = ServeAsync();
    }

    public string Address { get; }

    public RolloutSampler Sampler { get; }

    /// <summary>What it serves.</summary>
    public string? Version { get; set; }

    /// <summary>Whether it loads what it is told to.</summary>
    public bool Loads { get; init; } = true;

    /// <summary>What it answers to the draw of a number (from 1) in place of the answer; null answers.</summary>
    public Func<int, Reply?> Script { get; init; } = _ => null;

    /// <summary>Changes the answer to the draw of a number.</summary>
    public Action<int, JsonObject> Change { get; init; } = (_, _) => { };

    /// <summary>Path and body of each request.</summary>
    public List<(string Path, string Body)> Requests { get; } = [];

    /// <summary>Most requests that it had at once.</summary>
    public int MostUnderWay { get; private set; }

    public int Draws => Volatile.Read(ref _draws);

    /// <summary>What an answer to this must be.</summary>
    public static int[] Tokens(int[] prompt, ulong seed)
    {
        var length = 1 + (int)((seed + (ulong)prompt[0]) % 6);
        int[] ids = [.. Enumerable.Range(0, length).Select(i => 1 + (int)((seed + (ulong)(i * prompt[^1])) % 19))];
        return length == 6 ? ids : [.. ids, 0];
    }

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
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            lock (_gate) MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
            using var reader = new StreamReader(context.Request.InputStream);
            var (path, body) = (context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync());
            Reply reply;
            lock (_gate)
            {
                Requests.Add((path, body));
                reply = path switch
                {
                    "/v1/models" => new(200, Models().ToJsonString()),
                    "/v1/policy" when Loads => Load(JsonNode.Parse(body)!["version"]!.GetValue<string>()),
                    "/v1/load_lora_adapter" when Loads => Load(JsonNode.Parse(body)!["lora_name"]!.GetValue<string>()),
                    "/v1/completions" => Draw(JsonNode.Parse(body)!.AsObject()),
                    _ => Reply.Error(403, "This server keeps its policy."),
                };
            }
            lock (_gate) _underWay--;
            await SendAsync(context.Response, reply);
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // whoever asked is gone
        }
    }

    private Reply Load(string version)
    {
        Version = version;
        return new(200, "{}");
    }

    private JsonObject Models() => new()
    {
        ["object"] = "list",
        ["data"] = Sampler == RolloutSampler.Aop
            ? new JsonArray(new JsonObject { ["id"] = "m", ["owned_by"] = "aop", ["version"] = Version, ["dtype"] = "float32" })
            : new JsonArray(new JsonObject { ["id"] = "base", ["owned_by"] = "vllm" }, new JsonObject { ["id"] = Version, ["owned_by"] = "vllm" }),
    };

    private Reply Draw(JsonObject request)
    {
        var number = ++_draws;
        if (Script(number) is { } scripted) return scripted;
        int[] prompt = [.. request["prompt"]!.AsArray().Select(i => i!.GetValue<int>())];
        var seed = Sampler == RolloutSampler.Aop ? request["choice_seeds"]![0]!.GetValue<ulong>() : request["seed"]!.GetValue<ulong>();
        var ids = Tokens(prompt, seed);
        var answer = new JsonObject
        {
            ["model"] = Sampler == RolloutSampler.Aop ? "m" : request["model"]!.GetValue<string>(),
            ["system_fingerprint"] = Version,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["finish_reason"] = ids[^1] == 0 ? "stop" : "length",
                ["token_ids"] = new JsonArray([.. ids.Select(i => (JsonNode)i)]),
                ["logprobs"] = new JsonObject { ["token_logprobs"] = new JsonArray([.. ids.Select(i => (JsonNode)(-0.25 * i))]) },
            }),
        };
        Change(number, answer);
        return new(200, answer.ToJsonString());
    }

    private static async Task SendAsync(HttpListenerResponse response, Reply reply)
    {
        if (reply.Silent)
        {
            response.Abort();
            return;
        }
        response.StatusCode = reply.Status;
        response.ContentType = "application/json";
        foreach (var (name, value) in reply.Headers) response.AddHeader(name, value);
        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes.AsMemory(0, reply.Cut ? bytes.Length / 2 : bytes.Length));
        await response.OutputStream.FlushAsync();
        if (reply.Cut) response.Abort();
        else response.Close();
    }
}
