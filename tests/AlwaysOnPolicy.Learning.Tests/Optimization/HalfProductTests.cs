using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

/// <summary>Products in bfloat16 over weights in float32.</summary>
public sealed class HalfProductTests
{
    [Fact]
    public void Numbers_are_narrowed_and_widened_as_torch_does()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        float[] values =
        [
            0, -0f, 1, -1, float.Epsilon, float.MaxValue, 1e-40f, BitConverter.UInt32BitsToSingle(0x3F808000), BitConverter.UInt32BitsToSingle(0x3F818000),
            BitConverter.UInt32BitsToSingle(0x3F807FFF), BitConverter.UInt32BitsToSingle(0x3F808001), float.PositiveInfinity,
            .. Enumerable.Range(0, 4000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)))),
        ];
        var halves = new ushort[values.Length];
        Bfloat16.Narrow(values, halves);
        var back = new float[values.Length];
        Bfloat16.Widen(halves, back);
        back.ShouldBe(tensor(values).to(ScalarType.BFloat16).to(ScalarType.Float32).data<float>().ToArray());
        Bfloat16.SumOfSquares(halves.AsSpan(20)).ShouldBe(back.Skip(20).Sum(x => (double)x * x), 1e-5 * back.Skip(20).Sum(x => (double)x * x));
    }

    [Fact]
    public void Logits_and_gradients_are_those_of_float32_but_for_bfloat16s_rounding()
    {
        using var scope = NewDisposeScope();
        using var exact = Model();
        using var half = Model();
        half.MultiplyIn(ComputeType.Bfloat16);
        var (a, b) = (Learn(exact), Learn(half));
        b.ShouldBe(a, 0.01 * a);
        b.ShouldNotBe(a);
        foreach (var (name, parameter) in exact.named_parameters())
        {
            var (wanted, got) = (parameter.grad!, MatrixWeight.GradientOf(half.get_parameter(name)!)!.to(ScalarType.Float32));
            (got - wanted).norm().ToDouble().ShouldBeLessThan((0.02 * wanted.norm().ToDouble()) + 1e-7, name);
        }
    }

    [Fact]
    public void Only_the_matrices_of_blocks_have_a_copy_and_the_weights_stay_what_they_were()
    {
        using var exact = Model();
        using var half = Model();
        half.MultiplyIn(ComputeType.Bfloat16);
        half.named_parameters().Where(p => p.parameter is MatrixWeight { Half: not null }).Select(p => p.name).ShouldBe(
            ["transformer.h.0.attn.c_attn.weight", "transformer.h.0.attn.c_proj.weight", "transformer.h.0.mlp.c_fc.weight",
                "transformer.h.0.mlp.c_proj.weight"],
            ignoreOrder: true);
        TinyModel.Weights(half).ShouldBe(TinyModel.Weights(exact));
    }

    [Fact]
    public void A_step_is_Adams_on_the_float32_weights_and_the_copy_follows()
    {
        using var scope = NewDisposeScope();
        using var half = Model();
        half.MultiplyIn(ComputeType.Bfloat16);
        using var plain = Model();
        using var optimizer = AdamW.For(half, 1e-3, 0.1);
        using var wanted = AdamW.For(plain, 1e-3, 0.1);
        for (var step = 0; step < 3; step++)
        {
            Learn(half);
            foreach (var (name, parameter) in plain.named_parameters())
                parameter.grad = MatrixWeight.GradientOf(half.get_parameter(name)!)!.to(ScalarType.Float32);
            optimizer.Step();
            wanted.Step();
            optimizer.ZeroGrad();
            TinyModel.Weights(half).ShouldBe(TinyModel.Weights(plain));
            foreach (var weight in half.parameters().OfType<MatrixWeight>())
            {
                MatrixWeight.GradientOf(weight).ShouldBeNull();
                TinyModel.Differ(weight.Half!.to(ScalarType.Float32), weight.to(ScalarType.BFloat16).to(ScalarType.Float32)).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Steps_below_bfloat16s_last_digit_add_up()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var weight = (MatrixWeight)model.get_parameter("transformer.h.0.mlp.c_fc.weight")!;
        using (no_grad()) weight.fill_(1);
        model.MultiplyIn(ComputeType.Bfloat16);
        using var optimizer = new AdamW([new([("weight", weight)], 1e-3)]);
        for (var step = 0; step < 100; step++)
        {
            weight.Half!.grad = ones_like(weight.Half);
            optimizer.Step();
        }
        weight.mean().ToDouble().ShouldBe(0.9, 1e-3);
        weight.Half!.to(ScalarType.Float32).mean().ToDouble().ShouldBe(0.9, 2e-3);
    }

    [Fact]
    public void Clipping_counts_gradients_of_both_types()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        model.MultiplyIn(ComputeType.Bfloat16);
        Learn(model);
        Tensor[] Gradients() => [.. model.parameters().Select(p => MatrixWeight.GradientOf(p)!.to(ScalarType.Float32))];
        var norm = Math.Sqrt(Gradients().Sum(g => Math.Pow(g.norm().ToDouble(), 2)));
        GradientNorm.Clip(model.parameters(), double.PositiveInfinity).ShouldBe(norm, 1e-5 * norm);
        GradientNorm.Clip(model.parameters(), norm / 4).ShouldBe(norm, 1e-5 * norm);
        Math.Sqrt(Gradients().Sum(g => Math.Pow(g.norm().ToDouble(), 2))).ShouldBe(norm / 4, 0.005 * norm);
    }

    [Fact]
    public void Frozen_layers_get_no_gradient_whichever_is_called_first()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        model.MultiplyIn(ComputeType.Bfloat16);
        model.Freeze(1);
        Learn(model);
        model.named_parameters().Where(p => MatrixWeight.GradientOf(p.parameter) is not null).Select(p => p.name)
            .ShouldBe(["transformer.ln_f.weight", "transformer.ln_f.bias"], ignoreOrder: true);
    }

    private static Gpt2 Model()
    {
        var model = TinyModel.New();
        using var noGrad = no_grad();
        foreach (var parameter in model.parameters().Where(p => p.dim() == 2)) parameter.mul_(8);   // fresh weights are so small that rounding hides
        return model;
    }

    /// <summary>The loss, whose gradients are left behind.</summary>
    private static double Learn(Gpt2 model)
    {
        var rows = TokenRows.Of([([3, 4, 5], [6, 7, 0]), ([8, 2], [1, 9, 11, 0])]);
        var head = rows.Predict(model, model.Hidden(rows.Ids, rows.Mask, rows.Positions));
        head.Backward([.. Enumerable.Repeat(-1f / 7, 7)]);
        return -head.Logprobs.Average();
    }
}
