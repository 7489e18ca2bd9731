using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Adapters;

public sealed class LoraAdapterTests
{
    /// <summary>W = [[1, 2], [3, 4], [5, 6]], A = [[1, −1]], B = [[1], [0], [2]], x = [3, 1]: A·x is 2, so 2 · B · scale is added to W·x + b.</summary>
    [Theory]
    [InlineData(false, 1, 0.5, false, new float[] { 5 + 1, 13, 21 + 2 })]
    [InlineData(true, 1, 0.5, false, new float[] { 5 + 1, 13, 21 + 2 })]
    [InlineData(true, 1, 3, true, new float[] { 5 + 6, 13, 21 + 12 })]
    public void A_layer_gives_what_it_gave_and_scale_B_A_x(bool inputsFirst, int rank, double alpha, bool rslora, float[] expected)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weight = tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        nn.Module layer = inputsFirst ? new Conv1D(2, 3) : new Projection(2, 3);
        layer.get_parameter("weight")!.copy_(inputsFirst ? weight.t() : weight);
        layer.get_parameter("bias")!.fill_(0.25);

        var map = (ILinearMap)layer;
        var pair = LoraPair.New(map, rank, new LoraOptions { Rank = rank, Alpha = alpha, UseRslora = rslora }.Scale);
        pair.A.copy_(tensor(new float[,] { { 1, -1 } }));
        pair.B.copy_(tensor(new float[,] { { 1 }, { 0 }, { 2 } }));
        map.Lora = pair;

        float[] biased = [.. expected.Select(y => y + 0.25f)];
        Run(layer).ShouldBe(biased);
        var merged = pair.Merged();
        merged.shape.ShouldBe(map.Weight.shape);
        map.Lora = null;
        map.Weight.copy_(merged);
        Run(layer).ShouldBe(biased);
    }

    /// <summary>Rows of W + B·A are [3, 4] of length 5 and [2, −1] of length √5; lengths 10 and 3·√5 make them twice and three times as long. x = [3,
    /// 1].</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void With_DoRA_every_row_of_the_sum_has_its_trained_length(bool inputsFirst)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weight = tensor(new float[,] { { 3, 4 }, { 1, 0 } });
        nn.Module layer = inputsFirst ? new Conv1D(2, 2) : new Projection(2, 2);
        layer.get_parameter("weight")!.copy_(inputsFirst ? weight.t() : weight);
        layer.get_parameter("bias")!.fill_(0.25);
        var map = (ILinearMap)layer;
        var pair = LoraPair.New(map, rank: 1, scale: 0.5, hasMagnitude: true);
        pair.Magnitude!.ShouldBeClose(tensor(new float[] { 5, 1 }), 1e-6, "before training the lengths are the weight's own");
        pair.A.copy_(tensor(new float[,] { { 1, -1 } }));
        pair.B.copy_(tensor(new float[,] { { 0 }, { 2 } }));
        pair.Magnitude!.copy_(tensor(new[] { 10f, 3 * MathF.Sqrt(5) }));
        map.Lora = pair;

        float[] expected = [26.25f, 15.25f];
        tensor(Run(layer)).ShouldBeClose(tensor(expected), 1e-5, "beside");
        var merged = pair.Merged();
        map.Lora = null;
        map.Weight.copy_(merged);
        tensor(Run(layer)).ShouldBeClose(tensor(expected), 1e-5, "merged");
    }

    /// <summary>Token 1 is [3, 4]; A's column for it is [2], so 2 · B · scale is added.</summary>
    [Fact]
    public void An_embedding_gives_its_row_and_scale_B_and_As_column()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var table = new TokenEmbedding(3, 2);
        table.Weight.copy_(tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }));
        var pair = LoraPair.New(table, rank: 1, scale: 0.5);
        pair.A.copy_(tensor(new float[,] { { 1, 2, -1 } }));
        pair.B.copy_(tensor(new float[,] { { 1 }, { -3 } }));
        table.Lora = pair;
        var ids = tensor(new long[,] { { 1, 2 } });
        var expected = tensor(new float[,,] { { { 3 + 1, 4 - 3 }, { 5 - 0.5f, 6 + 1.5f } } });

        table.Run(ids).ShouldBeClose(expected, 1e-6, "beside");
        var merged = pair.Merged();
        table.Lora = null;
        table.Weight.copy_(merged);
        table.Run(ids).ShouldBeClose(expected, 1e-6, "merged");
        pair.Parameters.Select(p => p.Name).ShouldBe(["lora_embedding_A", "lora_embedding_B"]);
    }

    [Theory]
    [InlineData(4, 8, false, 2)]
    [InlineData(16, 8, false, 0.5)]
    [InlineData(16, 8, true, 2)]
    public void The_scale_is_alpha_by_rank_or_by_its_root(int rank, double alpha, bool rslora, double scale) =>
        new LoraOptions { Rank = rank, Alpha = alpha, UseRslora = rslora }.Scale.ShouldBe(scale);

    [Theory, InlineData("gpt2"), InlineData("llama"), InlineData("llama with a head")]
    public void A_new_adapter_changes_nothing_and_its_numbers_come_from_the_seed(string kind)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Model(kind);
        var before = Logits(model);
        float[] Start(ulong seed)
        {
            using var other = model.Copy();
            return [.. LoraAdapter.Attach(other, new LoraOptions(), seed).Parameters.SelectMany(p => p.Value.data<float>().ToArray())];
        }
        Start(1).ShouldBe(Start(1));
        Start(1).ShouldNotBe(Start(2));

        var adapter = LoraAdapter.Attach(model, new LoraOptions { Rank = 4 }, seed: 1);
        Logits(model).ShouldBeIdentical(before);
        foreach (var (name, value) in adapter.Parameters)
        {
            if (name.EndsWith("lora_B.weight", StringComparison.Ordinal)) value.abs().max().item<float>().ShouldBe(0);
            else
            {
                var bound = 1 / Math.Sqrt(model.HiddenSize);   // √(6 / ((1 + a²) · in)) at a = √5
                value.shape.ShouldBe([4, model.HiddenSize]);
                value.abs().max().item<float>().ShouldBeInRange((float)(0.8 * bound), (float)bound);
                value.mean().item<float>().ShouldBe(0, 0.25 * bound);
            }
        }
    }

    [Theory, InlineData("gpt2"), InlineData("llama"), InlineData("llama with a head")]
    public void Merged_it_gives_what_it_gave_beside_the_weights_and_off_it_is_the_model_it_was(string kind)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Model(kind);
        var before = Logits(model);
        Trained(model, new LoraOptions { Rank = 3, Alpha = 5, TargetModules = [LoraOptions.AllLinear] });
        var with = Logits(model);
        (with - before).abs().max().item<float>().ShouldBeGreaterThan(0.01f);

        using (var merged = model.Copy())
        {
            merged.Adapter.ShouldBeNull();
            Logits(merged).ShouldBeClose(with, 1e-5, "merged");
        }
        using (model.Adapter!.Off()) Logits(model).ShouldBeIdentical(before);
        Logits(model).ShouldBeIdentical(with);
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Every_architecture_takes_one_beside_its_layers_and_merged(string folder)
    {
        foreach (var targets in new string[][] { [], [LoraOptions.AllLinear] })
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var model = ModelFolder.LoadCausal(folder);
            var before = Logits(model);
            var adapter = Trained(model, new LoraOptions { Rank = 2, TargetModules = targets });
            var with = Logits(model);
            (with - before).abs().max().item<float>().ShouldBeGreaterThan(1e-3f);
            adapter.Parameters.ShouldAllBe(p => !p.Name.StartsWith(model.HeadName, StringComparison.Ordinal));
            using (adapter.Off()) Logits(model).ShouldBeIdentical(before);
            using var merged = model.Copy();
            Logits(merged).ShouldBeClose(with, 1e-3, folder);
        }
    }

    [Fact]
    public void Targets_are_chosen_by_the_end_of_their_names_and_by_default_as_PEFT_does()
    {
        string[] Layers(CausalModel model, params string[] targets)
        {
            using (model)
                return [.. LoraAdapter.Attach(model, new LoraOptions { TargetModules = targets }, 1).Parameters
                    .Select(p => p.Name).Where(n => n.Contains(".0.") || n.StartsWith("lm_head", StringComparison.Ordinal)).Where(n => n.Contains("lora_A"))
                    .Select(n => n.Replace("transformer.h.0.", "").Replace("model.layers.0.", "").Replace(".lora_A.weight", "")).Order(StringComparer.Ordinal)];
        }
        Layers(TinyModels.Gpt2()).ShouldBe(["attn.c_attn"]);
        Layers(TinyModels.Llama()).ShouldBe(["self_attn.q_proj", "self_attn.v_proj"]);
        Layers(TinyModels.Gpt2(), "c_proj").ShouldBe(["attn.c_proj", "mlp.c_proj"]);
        Layers(TinyModels.Gpt2(), "mlp.c_proj").ShouldBe(["mlp.c_proj"]);
        Layers(TinyModels.Gpt2(), "transformer.h.0.mlp.c_fc").ShouldBe(["mlp.c_fc"]);
        Layers(TinyModels.Gpt2(), "all-linear").ShouldBe(["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"]);
        Layers(TinyModels.Llama(tied: false), "all-linear").ShouldNotContain("lm_head");
        Layers(TinyModels.Llama(tied: false), "lm_head").ShouldBe(["lm_head"]);
    }

    [Theory]
    [InlineData("q_proj")]
    [InlineData("wpe")]
    [InlineData("proj")]
    public void A_target_that_is_no_linear_layer_is_named(string target)
    {
        using var model = TinyModels.Gpt2();
        var error = Should.Throw<SettingsException>(() => LoraAdapter.Attach(model, new LoraOptions { TargetModules = ["c_attn", target] }, 1));
        error.Message.ShouldContain($"'{target}'");
        error.Message.ShouldContain("c_attn, c_fc, c_proj");
        model.Adapter.ShouldBeNull();
        model.parameters().ShouldAllBe(p => p.requires_grad);
    }

    [Fact]
    public void Only_the_adapter_gets_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.Gpt2();
        Trained(model, new LoraOptions());
        Logits(model).sum().backward();
        model.parameters().Where(p => p.grad is not null || p.requires_grad).ShouldBeEmpty();
        model.TrainedParameters.Select(p => p.Name).ShouldBe(
        [
            "transformer.h.0.attn.c_attn.lora_A.weight", "transformer.h.0.attn.c_attn.lora_B.weight",
            "transformer.h.1.attn.c_attn.lora_A.weight", "transformer.h.1.attn.c_attn.lora_B.weight",
        ]);
        foreach (var (name, value) in model.TrainedParameters) value.grad!.abs().max().item<float>().ShouldBeGreaterThan(0, name);
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        using var scope = NewDisposeScope();
        using var doubles = WeightType.Set(ScalarType.Float64);
        using var model = TinyModels.Gpt2();
        Trained(model, new LoraOptions { Rank = 2, TargetModules = ["c_attn", "mlp.c_proj"] });
        Tensor Loss() => Logits(model).log_softmax(-1).select(-1, 5).sum();

        Loss().backward();
        const double Width = 1e-5;
        foreach (var (name, value) in model.TrainedParameters)
            for (var place = 0; place < value.numel(); place += 7)
            {
                double Moved(double by)
                {
                    using var inner = NewDisposeScope();
                    using var noGrad = no_grad();
                    value.view(-1)[place].add_(by);
                    var loss = Loss().item<double>();
                    value.view(-1)[place].add_(-by);
                    return loss;
                }
                value.grad!.view(-1)[place].item<double>().ShouldBe((Moved(Width) - Moved(-Width)) / (2 * Width), 1e-6, name);
            }
    }

    [Fact]
    public void A_model_takes_one_adapter_and_disposes_of_it()
    {
        var model = TinyModels.Gpt2();
        var adapter = LoraAdapter.Attach(model, new LoraOptions(), 1);
        Should.Throw<InvalidOperationException>(() => LoraAdapter.Attach(model, new LoraOptions(), 1));
        model.Dispose();
        adapter.Parameters.ShouldAllBe(p => p.Value.IsInvalid);
    }

    /// <summary>Gives a model an adapter none of whose numbers is 0.</summary>
    internal static LoraAdapter Trained(CausalModel model, LoraOptions options)
    {
        var adapter = LoraAdapter.Attach(model, options, seed: 5);
        using var noGrad = no_grad();
        foreach (var (name, value) in adapter.Parameters)
        {
            var random = SeededRandom.For(6, name);
            using var values = tensor(Enumerable.Range(0, (int)value.numel()).Select(_ => (float)(0.2 * random.NextGaussian())).ToArray(), value.shape);
            value.copy_(values);
        }
        return adapter;
    }

    /// <summary>Of two rows, one of them padded: [2, 5, V].</summary>
    internal static Tensor Logits(CausalModel model)
    {
        var (ids, mask) = PaddedRows.Right([[3, 4, 5, 6, 7], [8, 9]]);
        return model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)));
    }

    private static float[] Run(nn.Module layer)
    {
        var x = tensor(new float[,] { { 3, 1 } });
        return (layer is Conv1D conv ? conv.Run(x) : ((Projection)layer).Run(x)).data<float>().ToArray();
    }

    private static CausalModel Model(string kind) => kind == "gpt2" ? TinyModels.Gpt2() : TinyModels.Llama(tied: kind == "llama");
}
