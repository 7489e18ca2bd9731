using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A block of which training keeps the input alone: on the way back the block is computed again, with what its gradient needs (activation
/// checkpointing, Chen et al. 2016). A third more arithmetic in the trunk, and memory that hardly grows with the number of tokens.</summary>
internal sealed class RecomputedBlock : autograd.SingleTensorFunction<RecomputedBlock>
{
    private const string BlockKey = "block";

    public override string Name => nameof(RecomputedBlock);

    /// <param name="inputs">The block's input, [N, C], and the block as a <see cref="Func{T, TResult}"/>. What the block reads besides has to live until the
    /// way back.</param>
    public override Tensor forward(autograd.AutogradContext context, params object[] inputs)
    {
        var (x, block) = ((Tensor)inputs[0], (Func<Tensor, Tensor>)inputs[1]);
        context.save_for_backward([x]);
        context.save_data(BlockKey, block);
        using var noGrad = no_grad();
        return block(x);
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var block = (Func<Tensor, Tensor>)context.get_data(BlockKey);
        var x = context.get_saved_variables()[0].detach().requires_grad_(true);
        using (enable_grad()) block(x).backward([gradient]);   // the block's weights take their gradients here
        return [x.grad!.MoveToOuterDisposeScope(), null!];
    }
}
