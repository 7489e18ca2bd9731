using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>A Tinker server that keeps what a real one keeps (sessions, models with adapters, gradients and moments, futures, saved weights), and computes with
/// this project's own models.</summary>
internal sealed class ScriptedTinker : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly HttpListener _listener;
    private readonly CausalModel _base;
    private readonly ValueHead? _head;
    private readonly LoraOptions _lora;
    private readonly TemporaryFolder _place = new();
    private readonly Dictionary<string, ScriptedModel> _models = [];
    private readonly Dictionary<string, ScriptedWeights> _saved = [];      // outlives a restart
    private readonly Dictionary<string, TinkerServerFuture> _futures = [];
    private readonly Dictionary<(string Model, long Number), string> _sequence = [];
    private readonly HashSet<string> _sessions = [];
    private readonly Dictionary<string, int> _turnedAway = [];
    private readonly Task _serving;
    private int _names;

    /// <param name="model">The base model, which stays the caller's.</param>
    /// <param name="head">Of new critics; null makes one that says 0.</param>
    public ScriptedTinker(CausalModel model, ValueHead? head, LoraOptions lora, TinkerFaults? faults = null)
    {
        (_base, _head, _lora, Faults) = (model, head, lora, faults ?? new TinkerFaults());
        (_listener, var port) = LocalListener.Start("localhost");
        Address = $"http://localhost:{port}";
        _serving = Task.Run(Serve);
    }

    public string Address { get; }

    public TinkerFaults Faults { get; set; }

    /// <summary>Requests by path, those turned away included.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Optimizer steps that were done, of all models.</summary>
    public int Steps { get; private set; }

    /// <summary>Paths of the weights that are kept, in order.</summary>
    public string[] Saved => [.. _saved.Keys];

    public IEnumerable<ScriptedModel> Models => _models.Values;

    /// <summary>Saved weights, flat.</summary>
    public float[] WeightsAt(string path) => _saved[path].Flat;

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
        foreach (var model in _models.Values) model.Dispose();
        _place.Dispose();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                var context = _listener.GetContext();
                var path = context.Request.Url!.AbsolutePath["/api/v1/".Length..];
                using var reader = new StreamReader(context.Request.InputStream);
                var text = reader.ReadToEnd();
                Requests.Enqueue(path);
                Answer(context, path, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private void Answer(HttpListenerContext context, string path, JsonElement body)
    {
        if (path != "retrieve_future" && _turnedAway.GetValueOrDefault(path) < Faults.Busy)
        {
            _turnedAway[path] = _turnedAway.GetValueOrDefault(path) + 1;
            Write(context, 429, new { detail = "busy" });
            return;
        }
        var breaks = path == "optim_step" && Steps + 1 == Faults.BreaksAtStep;
        if (path == "optim_step" && Steps + 1 == Faults.ForgetsAtStep)
        {
            Faults = Faults with { ForgetsAtStep = 0 };
            foreach (var model in _models.Values) model.Dispose();
            _models.Clear();
            _futures.Clear();
            _sessions.Clear();
        }
        if (breaks)
        {
            Faults = Faults with { BreaksAtStep = 0 };
            if (Faults.BreaksAfter) Reply(path, body);
            context.Response.ContentLength64 = 64;
            context.Response.OutputStream.Write("{"u8);
            context.Response.OutputStream.Flush();
            context.Response.Abort();
            return;
        }
        var (status, reply) = Reply(path, body);
        Write(context, status, reply);
    }

    private (int Status, object Reply) Reply(string path, JsonElement body)
    {
        string Text(string name) => body.GetProperty(name).GetString()!;
        switch (path)
        {
            case "create_session":
                _sessions.Add($"session-{++_names}");
                return (200, new { session_id = $"session-{_names}" });
            case "session_heartbeat": return _sessions.Contains(Text("session_id")) ? (200, new { }) : (404, new { detail = "Session not found" });
            case "create_model":
                if (!_sessions.Contains(Text("session_id"))) return (404, new { detail = "Session not found" });
                return Create(Text("model_role"), body.GetProperty("lora_config"));
            case "retrieve_future": return Retrieve(Text("request_id"));
            case "asample":
                if (!_saved.TryGetValue(Text("model_path"), out var weights) || !weights.IsForSampler) return (404, new { detail = "Checkpoint not found" });
                return Accept(() => _models.ContainsKey(new Uri(Text("model_path")).Host) ? new { sequences = new[] { Sample(weights, body) } }
                    : throw new ArgumentException("Model not loaded"));
            case var forget when forget.StartsWith("training_runs/", StringComparison.Ordinal):
                _saved.Remove("tinker://" + forget["training_runs/".Length..].Replace("/checkpoints", "", StringComparison.Ordinal));
                return (200, new { });
        }
        if (!_models.TryGetValue(Text("model_id"), out var model)) return (404, new { detail = "Model not found" });
        return path switch
        {
            "unload_model" => (200, Unload(model)),
            "save_weights" or "save_weights_for_sampler" => Save(model, Text("path"), path),
            _ => Once(model, body, () => path switch
            {
                "load_weights" => Load(model, body),
                "forward" => model.Forward(body.GetProperty("forward_input"), Faults),
                "forward_backward" => model.ForwardBackward(body.GetProperty("forward_backward_input"), Faults),
                "optim_step" => Step(model, body.GetProperty("adam_params")),
                _ => throw new ArgumentException($"No such request: {path}."),
            }),
        };
    }

    private (int, object) Create(string role, JsonElement lora)
    {
        if (role == "critic" && !Faults.HasCritic) return Accept(() => throw new ArgumentException("only supports model_role='policy', got 'critic'"));
        var id = $"model-{++_names}";
        _models[id] = new ScriptedModel(id, _base, role == "critic", _head, _lora with { Rank = lora.GetProperty("rank").GetInt32() },
            (ulong)lora.GetProperty("seed").GetInt64());
        return Accept(() => new { model_id = id });
    }

    private object Unload(ScriptedModel model)
    {
        _models.Remove(model.Id);
        model.Dispose();
        return new { };
    }

    /// <summary>Does a request of a number that has not come before.</summary>
    private (int, object) Once(ScriptedModel model, JsonElement body, Func<object> work)
    {
        var key = (model.Id, body.GetProperty("seq_id").GetInt64());
        if (Faults.KeepsSequence && _sequence.TryGetValue(key, out var before)) return (200, new { request_id = before });
        var (status, reply) = Accept(work);
        model.Requests++;
        _sequence[key] = _names.ToString();
        return (status, reply);
    }

    private (int, object) Accept(Func<object> work)
    {
        TinkerServerFuture future;
        try
        {
            future = new(work(), null);
        }
        catch (ArgumentException e)
        {
            future = new(null, e.Message);
        }
        future.Waits = Faults.Waits;
        _futures[(++_names).ToString()] = future;
        return (200, new { request_id = _names.ToString() });
    }

    private (int, object) Retrieve(string id)
    {
        if (!_futures.TryGetValue(id, out var future)) return (404, new { detail = "Future not found" });
        if (future.Waits-- > 0)
            return future.Waits % 2 == 0 ? (408, new { detail = "Timeout waiting for result" }) : (200, new { type = "try_again", request_id = id });
        return future.Failure is { } failure ? (400, new { detail = failure }) : (200, future.Result!);
    }

    private (int, object) Save(ScriptedModel model, string name, string request)
    {
        var path = $"tinker://{model.Id}/{(request == "save_weights" ? "weights" : "sampler_weights")}/{name}";
        if (_saved.ContainsKey(path)) return (409, new { detail = "already exists" });
        _saved[path] = model.Save(Path.Combine(_place.Path, $"{++_names}.safetensors"), request != "save_weights");
        return Accept(() => new { path, type = request });
    }

    private object Load(ScriptedModel model, JsonElement body)
    {
        if (model.Requests > 0) throw new ArgumentException("LoadWeights is not permitted");
        if (!_saved.TryGetValue(body.GetProperty("path").GetString()!, out var weights) || weights.IsForSampler)
            throw new ArgumentException("Checkpoint not found");
        model.Load(weights, body.GetProperty("optimizer").GetBoolean());
        return new { type = "load_weights" };
    }

    private object Step(ScriptedModel model, JsonElement adam)
    {
        var norm = model.Step(adam);
        Steps++;
        return new { metrics = new Dictionary<string, double> { ["skyrl.ai/grad_norm"] = norm } };
    }

    private object Sample(ScriptedWeights weights, JsonElement body)
    {
        using var model = new ScriptedModel("sampler", _base, false, null, _lora with { Rank = weights.Rank }, 0);
        model.Load(weights, withMoments: false);
        return model.Sample(body, Faults.LeavesOutEnd);
    }

    private static void Write(HttpListenerContext context, int status, object reply)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(reply, s_json));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength64 = bytes.Length;
        context.Response.OutputStream.Write(bytes);
        context.Response.Close();
    }
}

/// <summary>Weights that a server has saved.</summary>
/// <param name="Moments">File of the optimizer's state.</param>
internal sealed record ScriptedWeights(int Rank, bool IsForSampler, IReadOnlyDictionary<string, float[]> Values, string Moments)
{
    public float[] Flat => [.. Values.OrderBy(v => v.Key, StringComparer.Ordinal).SelectMany(v => v.Value)];
}
