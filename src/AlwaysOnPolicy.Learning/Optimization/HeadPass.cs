using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>What a model's head says of given tokens, and the way back: from gradients on log-probabilities and entropies into hidden states and
/// head.</summary>
/// <remarks>
/// The head's logits are the widest tensor of a step. They are made once, read a row at a time (<see cref="LogitRows"/>), and on the way back overwritten by
/// their gradient; no graph holds them or anything of their size. Of a head with an adapter, and off the CPU, torch's graph does the same.
/// </remarks>
internal sealed class HeadPass
{
    private readonly CausalModel _model;
    private readonly Tensor _hidden;                                  // [N, C]
    private readonly double _temperature;
    private readonly long[] _tokens;
    private readonly LogitRows? _rows;
    private readonly (Tensor Logprobs, Tensor Entropies)? _graph;

    private HeadPass(CausalModel model, Tensor hidden, Tensor tokens, double temperature)
    {
        (_model, _hidden, _temperature, _tokens) = (model, hidden, temperature, tokens.data<long>().ToArray());
        var isPlain = model.HeadIsPlain && hidden.device_type == TorchSharp.DeviceType.CPU;
        using var grad = isPlain ? no_grad() : null;
        Logits = model.Logits(hidden).to(ScalarType.Float32).contiguous();
        if (temperature != 1) Logits = Logits / temperature;
        if (isPlain)
        {
            _rows = LogitRows.Of(Logits, _tokens, TorchThreads.Current);
            (Logprobs, Entropies) = (_rows.Logprobs, _rows.Entropies);
        }
        else
        {
            _graph = (LogitArithmetic.TokenLogprobs(Logits, tokens), LogitArithmetic.Entropy(Logits));
            (Logprobs, Entropies) = (_graph.Value.Logprobs.data<float>().ToArray(), _graph.Value.Entropies.data<float>().ToArray());
        }
    }

    /// <summary>[N, V] float32, divided by the temperature; gone after <see cref="Backward"/>.</summary>
    public Tensor Logits { get; }

    /// <summary>Of the tokens, in nats, [N].</summary>
    public float[] Logprobs { get; }

    /// <summary>Of the distributions, in nats, [N].</summary>
    public float[] Entropies { get; }

    /// <param name="hidden">[N, C], after the final norm.</param>
    /// <param name="tokens">One a row, [N] int64.</param>
    /// <param name="temperature">Divides the logits.</param>
    public static HeadPass Of(CausalModel model, Tensor hidden, Tensor tokens, double temperature = 1) => new(model, hidden, tokens, temperature);

    /// <summary>Leaves gradients in the head and in all that the hidden states were made of. Call it once.</summary>
    /// <param name="onLogprobs">[N].</param>
    /// <param name="onEntropies">[N]; null is 0.</param>
    public void Backward(float[] onLogprobs, float[]? onEntropies = null)
    {
        using var scope = NewDisposeScope();
        if (_graph is var (logprobs, entropies))
        {
            var sum = (logprobs * tensor(onLogprobs)).sum();
            if (onEntropies is not null) sum += (entropies * tensor(onEntropies)).sum();
            if (sum.requires_grad) sum.backward();
            return;
        }
        using var onLogits = _rows!.Gradient(Logits, _tokens, onLogprobs, onEntropies, TorchThreads.Current);
        if (_temperature != 1)
            using (no_grad()) onLogits.div_(_temperature);
        var onHidden = _model.LogitsBackward(_hidden, onLogits);
        Logits.Dispose();   // the trunk's way back begins with all its activations: nothing that wide may lie beside them
        if (_hidden.requires_grad) _hidden.backward([onHidden]);
    }
}
