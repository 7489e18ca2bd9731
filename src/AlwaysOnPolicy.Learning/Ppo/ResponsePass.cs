using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What a model says of a batch's response tokens, and the way back into it.</summary>
/// <remarks>
/// Logits are made at response tokens only: elsewhere a vocabulary-wide row would be thrown away. Where gradients are wanted the graph is cut behind the trunk
/// and behind the head. A loss is made of the parts' ends; its backward pass stops there, and <see cref="Backward"/> goes on: through the log-probabilities by
/// <see cref="LogitRows"/>, through the head, and once through the trunk.
/// </remarks>
internal sealed class ResponsePass
{
    private readonly Tensor _hidden, _hiddenEnd;    // [B, L − 1, C]: the trunk's, and the same as the beginning of what follows
    private readonly Tensor _logits;                // [N, V] float32, over the temperature
    private readonly Tensor _logprobs, _entropies;  // [N]
    private readonly LogitRows? _rows;
    private readonly long[] _tokens;

    private ResponsePass(Tensor hidden, Tensor hiddenEnd, Tensor logits, Tensor places, Tensor tokens, Tensor? values)
    {
        (_hidden, _hiddenEnd, _logits, Values) = (hidden, hiddenEnd, logits, values);
        _tokens = tokens.data<long>().ToArray();
        if (logits.device_type == TorchSharp.DeviceType.CPU)
        {
            using var noGrad = no_grad();
            _rows = LogitRows.Of(logits, _tokens, TorchThreads.Current);
            (_logprobs, _entropies) = (tensor(_rows.Logprobs), tensor(_rows.Entropies));
        }
        else (_logprobs, _entropies) = (PpoArithmetic.TokenLogprobs(logits, tokens), PpoArithmetic.Entropy(logits));
        if (is_grad_enabled() && _rows is not null && logits.requires_grad)
        {
            _logprobs.requires_grad_(true);
            _entropies.requires_grad_(true);
        }
        Logprobs = Spread(places, _logprobs);
    }

    /// <summary>[N, V] float32, divided by the temperature; without a gradient where the pass is cut, and gone after <see cref="Backward"/>.</summary>
    public Tensor Logits => _logits;

    /// <summary>Of the response tokens, in nats, [B, L − 1]; 0 elsewhere.</summary>
    public Tensor Logprobs { get; }

    /// <summary>Of the distribution at each response token, in nats, [N].</summary>
    public Tensor Entropies => _entropies;

    /// <summary>[B, L − 1]; null without a value head.</summary>
    public Tensor? Values { get; }

    /// <param name="hidden">[B, L − 1, C].</param>
    /// <param name="places">True where the next token is of the response, [B, L − 1].</param>
    /// <param name="tokens">The response tokens, [N] int64.</param>
    public static ResponsePass Of(CausalModel model, ValueHead? head, Tensor hidden, Tensor places, Tensor tokens, double temperature, bool holdTrunk)
    {
        var end = hidden;
        if (is_grad_enabled() && hidden.requires_grad) end = hidden.detach().requires_grad_(true);
        var logits = model.Logits(end[TensorIndex.Tensor(places)]).to(ScalarType.Float32);
        if (temperature != 1) logits /= temperature;
        return new(hidden, end, logits.contiguous(), places, tokens, head?.call(holdTrunk ? end.detach() : end).to(ScalarType.Float32));
    }

    /// <summary>Values of response tokens [N] in their places of [B, L − 1], 0 elsewhere.</summary>
    public static Tensor Spread(Tensor places, Tensor values) => zeros(places.shape, device: places.device).masked_scatter(places, values);

    /// <summary>Takes the gradients that a loss has left at the ends into the model. Call it once, after the loss's own backward pass.</summary>
    public void Backward()
    {
        using var scope = NewDisposeScope();
        if (_rows is not null && _logprobs.requires_grad && (_logprobs.grad is not null || _entropies.grad is not null))
        {
            var (onLogprobs, onEntropies) = (_logprobs.grad, _entropies.grad);
            using (var onLogits = _rows.Gradient(_logits, _tokens, onLogprobs?.data<float>().ToArray() ?? new float[_tokens.Length],
                onEntropies?.data<float>().ToArray(), TorchThreads.Current)) _logits.backward([onLogits]);
            _logits.Dispose();   // the trunk's way back begins with all its activations: nothing that wide may lie beside them
        }
        if (_hidden.requires_grad && _hiddenEnd.grad is { } grad) _hidden.backward([grad]);
    }
}
