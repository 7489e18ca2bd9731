using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The head's product in float32, whose two products backward are computed in bfloat16.</summary>
/// <remarks>Logits of a hundred would be rounded to halves in bfloat16, and log-probabilities with them. Their gradient has no such offset.</remarks>
internal sealed class HeadProduct : autograd.SingleTensorFunction<HeadProduct>
{
    public override string Name => nameof(HeadProduct);

    /// <param name="inputs">Hidden states [N, C] and the head's weight [V, C].</param>
    /// <returns>[N, V].</returns>
    public override Tensor forward(autograd.AutogradContext context, params object[] inputs)
    {
        var (hidden, weight) = ((Tensor)inputs[0], (Tensor)inputs[1]);
        context.save_for_backward([hidden, weight]);
        return nn.functional.linear(hidden, weight);
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var saved = context.get_saved_variables();
        var (hidden, weight) = (saved[0], saved[1]);
        var half = gradient.to(ScalarType.BFloat16);
        return
        [
            half.matmul(weight.to(ScalarType.BFloat16)).to(ScalarType.Float32).MoveToOuterDisposeScope(),
            half.t().matmul(hidden.to(ScalarType.BFloat16)).to(ScalarType.Float32).MoveToOuterDisposeScope(),
        ];
    }
}
