using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What a model says of a batch's response tokens, and the way back into it.</summary>
/// <remarks>
/// Logits are made at response tokens only: elsewhere a vocabulary-wide row would be thrown away. Where gradients are wanted the graph is cut behind the trunk
/// and behind the head. A loss is made of the parts' ends; its backward pass stops there, and <see cref="Backward"/> goes on: through the head
/// (<see cref="HeadPass"/>), and once through the trunk.
/// </remarks>
internal sealed class ResponsePass
{
    private readonly Tensor _hidden, _hiddenEnd;    // [B, L − 1, C]: the trunk's, and the same as the beginning of what follows
    private readonly Tensor _logprobs;              // [N]
    private readonly HeadPass _head;

    private ResponsePass(Tensor hidden, Tensor hiddenEnd, HeadPass head, Tensor places, Tensor? values)
    {
        (_hidden, _hiddenEnd, _head, Values) = (hidden, hiddenEnd, head, values);
        (_logprobs, Entropies) = (tensor(head.Logprobs), tensor(head.Entropies));
        if (is_grad_enabled())
        {
            _logprobs.requires_grad_(true);
            Entropies.requires_grad_(true);
        }
        Logprobs = Spread(places, _logprobs);
    }

    /// <inheritdoc cref="HeadPass.Logits"/>
    public Tensor? Logits => _head.Logits;

    /// <summary>Of the response tokens, in nats, [B, L − 1]; 0 elsewhere.</summary>
    public Tensor Logprobs { get; }

    /// <summary>Of the distribution at each response token, in nats, [N].</summary>
    public Tensor Entropies { get; }

    /// <summary>[B, L − 1]; null without a value head.</summary>
    public Tensor? Values { get; }

    /// <param name="hidden">[B, L − 1, C].</param>
    /// <param name="places">True where the next token is of the response, [B, L − 1].</param>
    /// <param name="tokens">The response tokens, [N] int64.</param>
    /// <param name="keepLogits">Whether <see cref="Logits"/> are asked for.</param>
    public static ResponsePass Of(CausalModel model, ValueHead? head, Tensor hidden, Tensor places, Tensor tokens, double temperature, bool holdTrunk,
        bool keepLogits)
    {
        var end = hidden;
        if (is_grad_enabled() && hidden.requires_grad) end = hidden.detach().requires_grad_(true);
        return new(hidden, end, HeadPass.Of(model, end[TensorIndex.Tensor(places)], tokens, temperature, keepLogits), places,
            head?.call(holdTrunk ? end.detach() : end).to(ScalarType.Float32));
    }

    /// <summary>Values of response tokens [N] in their places of [B, L − 1], 0 elsewhere.</summary>
    public static Tensor Spread(Tensor places, Tensor values) => zeros(places.shape, device: places.device).masked_scatter(places, values);

    /// <summary>Takes the gradients that a loss has left at the ends into the model. Call it once, after the loss's own backward pass.</summary>
    public void Backward()
    {
        using var scope = NewDisposeScope();
        var (onLogprobs, onEntropies) = (_logprobs.grad, Entropies.grad);
        if (onLogprobs is not null || onEntropies is not null)
            _head.Backward(onLogprobs?.data<float>().ToArray() ?? new float[_logprobs.shape[0]], onEntropies?.data<float>().ToArray());
        if (_hidden.requires_grad && _hiddenEnd.grad is { } grad) _hidden.backward([grad]);
    }
}
