using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Gradients are added to the rows of the table that were looked up.</summary>
public sealed class TokenEmbeddingTests
{
    [Theory]
    [InlineData(null), InlineData(2)]
    public void The_gradient_is_torchs_added_to_what_is_there(int? padId)
    {
        using var scope = NewDisposeScope();
        using var table = new TokenEmbedding(5, 3, padId);
        using (no_grad()) table.Weight.copy_(randn(5, 3));
        var ids = tensor(new long[] { 4, 2, 4, 0, 2, 1 }).view(2, 3);
        var onResult = randn(2, 3, 3);
        using var theirs = nn.Embedding(5, 3, padding_idx: padId);
        using (no_grad()) theirs.weight!.copy_(table.Weight);
        for (var pass = 0; pass < 2; pass++)
        {
            table.Run(ids).backward([onResult]);
            theirs.call(ids).backward([onResult]);
        }
        table.Weight.grad!.allclose(theirs.weight!.grad!, rtol: 1e-6, atol: 1e-7).ShouldBeTrue();
        table.Weight.grad![3].abs().sum().item<float>().ShouldBe(0);
    }

    [Fact]
    public void A_table_that_is_not_trained_stays_outside_the_graph()
    {
        using var scope = NewDisposeScope();
        using var table = new TokenEmbedding(5, 3);
        table.Weight.requires_grad_(false);
        table.Run(tensor(new long[] { 1 })).requires_grad.ShouldBeFalse();
    }
}
