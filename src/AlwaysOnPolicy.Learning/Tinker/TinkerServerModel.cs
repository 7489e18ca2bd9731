using System.Text.Json;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A model on the server, with its gradients and its optimizer's moments.</summary>
/// <remarks>Its requests are numbered: a server that keeps the numbers gives a request that came twice the same future, and does it once. Whether it does is
/// asked with a forward pass, which does no harm.</remarks>
internal sealed class TinkerServerModel(TinkerClient client, string id)
{
    private long _sequence;
    private int _saved;
    private bool? _keepsSequence;

    /// <summary>Log-probabilities or values, without gradients.</summary>
    /// <returns>The request's number.</returns>
    public string Forward(IReadOnlyList<object> data, string loss) => Submit("forward", number => new
    {
        model_id = id,
        seq_id = number,
        type = "forward",
        forward_input = new { data, loss_fn = loss },
    }, repeatable: true);

    /// <summary>Adds to the gradients.</summary>
    /// <returns>The request's number.</returns>
    public string ForwardBackward(IReadOnlyList<object> data, string loss, IReadOnlyDictionary<string, double> config) =>
        Submit("forward_backward", number => new
        {
            model_id = id,
            seq_id = number,
            type = "forward_backward",
            forward_backward_input = new { data, loss_fn = loss, loss_fn_config = config },
        }, KeepsSequence());

    /// <summary>Moves the weights by the gradients, which are then gone.</summary>
    /// <returns>The request's number.</returns>
    public string OptimStep(double learningRate, double maxNorm) => Submit("optim_step", number => new
    {
        model_id = id,
        seq_id = number,
        type = "optim_step",
        adam_params = new { learning_rate = learningRate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.0, grad_clip_norm = maxNorm },
    }, KeepsSequence());

    /// <summary>The result of one of this model's requests.</summary>
    public JsonElement Result(string request, string what) => client.Result(request, what);

    /// <summary>Takes up saved weights; a server allows it as a model's first request alone.</summary>
    public void Load(string path, bool withMoments) => client.Result(Submit("load_weights", number => new
    {
        model_id = id,
        seq_id = number,
        type = "load_weights",
        path,
        optimizer = withMoments,
    }, repeatable: false), $"load_weights of '{path}'");

    /// <summary>Keeps weights and moments on the server, to go on from.</summary>
    /// <returns>Their path there.</returns>
    public string Save() => Save("save_weights", "weights");

    /// <summary>Keeps the weights on the server, to answer with.</summary>
    /// <returns>Their path there.</returns>
    public string SaveForSampler() => Save("save_weights_for_sampler", "sampler_weights");

    /// <summary>Frees the model; what was saved stays.</summary>
    public void Unload() => client.Try(HttpMethod.Post, "unload_model", new { model_id = id, type = "unload_model" });

    /// <summary>Deletes weights that were saved for a sampler.</summary>
    public void Forget(string path)
    {
        if (path.StartsWith($"tinker://{id}/", StringComparison.Ordinal))
            client.Try(HttpMethod.Delete, $"training_runs/{id}/checkpoints/{path[$"tinker://{id}/".Length..]}", null);
    }

    private string Save(string request, string kind)
    {
        var name = "";
        var reply = client.Post(request, () => new { model_id = id, type = request, path = name = NewName() }, repeatable: true);
        return client.Result(reply.Text("request_id", request), request).TextOrNull("path") ?? $"tinker://{id}/{kind}/{name}";
    }

    /// <summary>Never one that was used: a server refuses to save under a name twice, so a request that may have been done is sent with another.</summary>
    private string NewName() => $"aop-{++_saved:0000}-{Guid.NewGuid():N}"[..24];

    private string Submit(string path, Func<long, object> body, bool repeatable)
    {
        var number = ++_sequence;
        return client.Post(path, () => body(number), repeatable).Text("request_id", path);
    }

    private bool KeepsSequence()
    {
        if (_keepsSequence is { } known) return known;
        var body = new
        {
            model_id = id,
            seq_id = ++_sequence,
            type = "forward",
            forward_input = new { data = new[] { TinkerDatum.OfTokens([0, 0]) }, loss_fn = "cross_entropy" },
        };
        string[] requests = [.. Enumerable.Range(0, 2).Select(_ => client.Post("forward", () => body, repeatable: true).Text("request_id", "forward"))];
        foreach (var request in requests.Distinct()) client.Result(request, "forward");
        return (_keepsSequence = requests[0] == requests[1]).Value;
    }
}
