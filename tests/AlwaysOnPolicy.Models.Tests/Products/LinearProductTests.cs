using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Products;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Tests.Products;

/// <summary>Products and attention of this project's own against torch's, values and gradients.</summary>
public sealed class LinearProductTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_layer_and_its_gradients_are_torchs(bool isInputsFirst, bool hasBias)
    {
        Assert.SkipUnless(Gemm.IsFaster, "products are torch's on this processor");
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var (x, values, b) = (randn(5, 20, 70), isInputsFirst ? randn(70, 90) : randn(90, 70), randn(90));
        var onResult = randn(5, 20, 90);
        var own = Gradients((i, w, bias) => LinearProduct.Of(i, w, bias, isInputsFirst));
        var reference = Gradients((i, w, bias) => isInputsFirst ? i.matmul(w) + (bias ?? zeros(1)) : functional.linear(i, w, bias));
        foreach (var (mine, theirs) in own.Zip(reference)) (mine - theirs).abs().max().item<float>().ShouldBeLessThan(2e-4f);

        Tensor[] Gradients(Func<Tensor, Parameter, Parameter?, Tensor> product)
        {
            var (input, weight, bias) = (x.detach().clone().requires_grad_(true), new Parameter(values.clone()), hasBias ? new Parameter(b.clone()) : null);
            var y = product(input * 1, weight, bias);
            y.backward([onResult]);
            product(input * 1, weight, bias).backward([onResult]);          // a second pass adds to the gradients
            return [y.detach(), input.grad!, weight.grad!, bias is null ? zeros(1) : bias.grad!];
        }
    }

    [Fact]
    public void A_weight_that_is_held_takes_no_gradient_and_passes_the_inputs_on()
    {
        Assert.SkipUnless(Gemm.IsFaster, "products are torch's on this processor");
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(64, 40).requires_grad_(true), new Parameter(randn(30, 40), requires_grad: false));
        LinearProduct.Of(x, weight, null, isInputsFirst: false).sum().backward();
        weight.grad.ShouldBeNull();
        (x.grad! - ones(64, 30).matmul(weight)).abs().max().item<float>().ShouldBeLessThan(1e-4f);
    }

    [Theory]
    [InlineData(4, 4, 16)]
    [InlineData(6, 2, 64)]
    public void Attention_over_tokens_alone_and_its_gradients_are_those_of_masked_attention(int heads, int shared, int size)
    {
        Assert.SkipUnless(Gemm.IsFaster, "attention is torch's on this processor");
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        const int Length = 130;
        int[] first = [0, 40, 129, 130], count = [130, 90, 1, 0];               // whole, padded on the left, one token, none
        var mask = zeros(4, Length, ScalarType.Int64);
        for (var row = 0; row < 4; row++) mask[row, TensorIndex.Slice(first[row], first[row] + count[row])] = 1;
        var places = TokenPlaces.Of(mask);
        var (q, k, v) = (randn(4, heads, Length, size), randn(4, shared, Length, size), randn(4, shared, Length, size));
        var onResult = randn(places.Count, heads * size);

        var own = Gradients((a, b, c) => PackedAttention.Of(a, b, c, places, 1 / Math.Sqrt(size)));
        var reference = Gradients((a, b, c) => places.Pack(functional.scaled_dot_product_attention(a, b.repeat_interleave(heads / shared, 1),
            c.repeat_interleave(heads / shared, 1), AttentionMask.Causal(mask)).transpose(1, 2).reshape(-1, heads * size)));
        foreach (var (mine, theirs) in own.Zip(reference)) (mine - theirs).abs().max().item<float>().ShouldBeLessThan(1e-4f);

        Tensor[] Gradients(Func<Tensor, Tensor, Tensor, Tensor> attend)
        {
            Tensor[] inputs = [.. new[] { q, k, v }.Select(t => t.detach().clone().requires_grad_(true))];
            var y = attend(inputs[0] * 1, inputs[1] * 1, inputs[2] * 1);
            y.backward([onResult]);
            return [y.detach(), .. inputs.Select(t => t.grad!)];
        }
    }

    [Fact]
    public void Queries_keys_and_values_side_by_side_attend_as_apart()
    {
        Assert.SkipUnless(Gemm.IsFaster, "attention is torch's on this processor");
        using var scope = NewDisposeScope();
        var mask = ones(2, 30, ScalarType.Int64);
        var places = TokenPlaces.Of(mask);
        var joined = randn(60, 3 * 48);
        var parts = joined.view(2, 30, 3, 3, 16).permute(2, 0, 3, 1, 4).unbind(0);
        var apart = PackedAttention.Of(parts[0].contiguous(), parts[1].contiguous(), parts[2].contiguous(), places, 0.25);
        PackedAttention.Of(joined, places, 3, 0.25).Equals(apart).ShouldBeTrue();
    }

    [Fact]
    public void A_row_with_a_hole_has_no_run()
    {
        var mask = ones(2, 6, ScalarType.Int64);
        mask[1, 3] = 0;
        TokenPlaces.Of(mask).Runs.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_node_keeps_goes_with_the_graph(bool withWayBack)
    {
        var kept = randn(3).DetachFromDisposeScope();
        using (NewDisposeScope())
        {
            var x = randn(3).requires_grad_(true);
            var y = GradientNode.Attach(x.detach() * kept, [x], [kept], onResult => [onResult * kept]);
            kept.IsInvalid.ShouldBeFalse();
            if (withWayBack)
            {
                y.sum().backward();
                (x.grad! - kept).abs().max().item<float>().ShouldBe(0);
            }
        }
        kept.IsInvalid.ShouldBeTrue();
    }
}
