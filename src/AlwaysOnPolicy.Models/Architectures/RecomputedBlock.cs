using AlwaysOnPolicy.Models.Products;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A block of which training keeps the input alone: on the way back the block is computed again, with what its gradient needs (activation
/// checkpointing, Chen et al. 2016). A third more arithmetic in the trunk, and memory that hardly grows with the number of tokens.</summary>
internal static class RecomputedBlock
{
    /// <param name="x">The block's input, [N, C], which requires a gradient.</param>
    /// <param name="block">What it reads besides has to live until the way back, which goes through it once.</param>
    public static Tensor Of(Tensor x, Func<Tensor, Tensor> block)
    {
        Tensor y;
        using (no_grad()) y = block(x);
        var input = x.detach().DetachFromDisposeScope();
        return GradientNode.Attach(y, [x], [input], onResult =>
        {
            using var scope = NewDisposeScope();
            var again = input.detach().requires_grad_(true);
            using (enable_grad()) block(again).backward([onResult]);   // the block's weights take their gradients here
            input.Dispose();                                           // not with the node: the blocks before it need the room
            return [again.grad!.MoveToOuterDisposeScope()];
        });
    }
}
