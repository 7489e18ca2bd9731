using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Adapters;

/// <summary>What PEFT's LoraConfig can say beside rank, alpha and the ends of names: which layers, how wide, and what is trained with them.</summary>
public sealed class AdapterOptionsTests
{
    private static readonly LoraOptions s_attention = new() { Rank = 2, Alpha = 4, TargetModules = ["q_proj", "v_proj"] };

    [Theory]
    [InlineData("""{"target_modules": ["q_proj"]}""", "0.q_proj 1.q_proj")]
    [InlineData("""{"target_modules": ["model.layers.1.self_attn.q_proj", "k_proj"]}""", "0.k_proj 1.k_proj 1.q_proj")]
    [InlineData("""{"target_modules": ".*layers\\.1.*(q|v)_proj"}""", "1.q_proj 1.v_proj")]
    [InlineData("""{"target_modules": "q_proj"}""", null)]                                     // a pattern is one of whole names
    [InlineData("""{"target_modules": ["q_proj", "v_proj"], "exclude_modules": ["v_proj"]}""", "0.q_proj 1.q_proj")]
    [InlineData("""{"target_modules": ["q_proj", "v_proj"], "exclude_modules": ".*\\.0\\..*"}""", "1.q_proj 1.v_proj")]
    [InlineData("""{"target_modules": ["q_proj"], "layers_to_transform": 1}""", "1.q_proj")]
    [InlineData("""{"target_modules": ["q_proj"], "layers_to_transform": [0], "layers_pattern": "layers"}""", "0.q_proj")]
    [InlineData("""{"target_modules": ["q_proj"], "layers_to_transform": [0], "layers_pattern": "blocks"}""", "")]
    [InlineData("""{"target_modules": ["model.layers.1.self_attn.q_proj"], "layers_to_transform": [0]}""", "1.q_proj")]   // a whole name is meant wherever it is
    [InlineData("""{"target_modules": "all-linear", "layers_to_transform": [1]}""", "1.down_proj 1.gate_proj 1.k_proj 1.o_proj 1.q_proj 1.up_proj 1.v_proj")]
    public void Layers_are_chosen_as_PEFT_chooses_them(string json, string? expected)
    {
        using var model = TinyModels.Llama();
        if (expected is null)
        {
            Should.Throw<SettingsException>(() => LoraAdapter.New(model, Read(json))).Message.ShouldContain("'q_proj'");
            return;
        }
        using var adapter = LoraAdapter.New(model, Read(json));
        adapter.Parameters.Select(p => p.Name.Split('.')).Where(n => n[^2] == "lora_A").Select(n => $"{n[2]}.{n[^3]}").Order(StringComparer.Ordinal)
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Rank_and_alpha_follow_the_first_pattern_that_fits_the_end_of_a_name()
    {
        using var model = TinyModels.Llama();
        var options = Read("""
            {
                "r": 2, "lora_alpha": 4, "target_modules": ["q_proj", "v_proj"],
                "rank_pattern": {"layers.1.self_attn.q_proj": 3, ".*\\.0\\..*v_proj": 5, "proj": 7}, "alpha_pattern": {"v_proj": 20}
            }
            """);
        (string, int, double)[] expected = [("layers.0.self_attn.q_proj", 2, 2), ("layers.0.self_attn.v_proj", 5, 4),
            ("layers.1.self_attn.q_proj", 3, 4.0 / 3), ("layers.1.self_attn.v_proj", 2, 10)];
        foreach (var (name, rank, scale) in expected)
        {
            options.RankOf($"model.{name}").ShouldBe(rank, name);
            options.ScaleOf($"model.{name}").ShouldBe(scale, 1e-12, name);
        }
        using var adapter = LoraAdapter.New(model, options);
        adapter.Parameters.Single(p => p.Name == "model.layers.0.self_attn.v_proj.lora_A.weight").Value.shape.ShouldBe([5, 8]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Every_option_is_written_read_back_and_merged(bool tied)
    {
        foreach (var options in new AdapterOptions[]
        {
            new(s_attention) { UseDora = true },
            new(s_attention) { Bias = LoraBias.All },
            new(s_attention) { Bias = LoraBias.LoraOnly },
            new(s_attention) { ModulesToSave = ["lm_head", "norm"] },
            new(s_attention with { TargetModules = ["lm_head", "q_proj"] }),
            new(s_attention with { TargetModules = ["embed_tokens", "q_proj"] }) { UseDora = true },
            new(s_attention with { TargetModules = ["embed_tokens", "lm_head"] }),
            new(s_attention) { Ranks = [("v_proj", 3)], Alphas = [("q_proj", 1.5)], Layers = [1], LayersPattern = ["layers"] },
            new(s_attention with { TargetModules = [] }) { TargetPattern = ".*(up|q)_proj", Excluded = ["up_proj"] },
        })
        {
            using var folder = new TemporaryFolder();
            using var merged = new TemporaryFolder();
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var model = Biased(tied);
            ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);
            var before = LoraAdapterTests.Logits(model);
            Train(model, options);
            var with = LoraAdapterTests.Logits(model);
            (with - before).abs().max().item<float>().ShouldBeGreaterThan(1e-3f, options.ToString());
            using (model.Adapter!.Off()) LoraAdapterTests.Logits(model).ShouldBeIdentical(before, $"{options}");
            LoraAdapterTests.Logits(model).ShouldBeIdentical(with);
            AdapterFolder.Save(model, merged.Path);
            TinyModels.Edit(merged.Path, "adapter_config.json", json => json["base_model_name_or_path"] = folder.Path);

            using var again = Biased(tied);
            AdapterFolder.Attach(again, merged.Path);
            LoraAdapterTests.Logits(again).ShouldBeIdentical(with, $"{options}");
            again.TrainedParameters.Select(p => p.Name).ShouldBe(model.TrainedParameters.Select(p => p.Name));

            using var loaded = ModelFolder.LoadCausal(merged.Path);                          // the base, with the adapter in its weights
            LoraAdapterTests.Logits(loaded).ShouldBeClose(with, 1e-5, $"{options}");
            loaded.parameters().ShouldAllBe(p => p.requires_grad);
            using var saved = new TemporaryFolder();
            ModelFolder.SaveCausal(loaded, saved.Path, tokenizer: null);
            using var reloaded = ModelFolder.LoadCausal(saved.Path);
            LoraAdapterTests.Logits(reloaded).ShouldBeIdentical(LoraAdapterTests.Logits(loaded), $"{options}");
        }
    }

    [Fact]
    public void What_is_trained_whole_has_PEFTs_names_in_the_file()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = Biased(tied: true);
        Train(model, new AdapterOptions(s_attention with { TargetModules = ["q_proj", "embed_tokens"] })
        {
            Bias = LoraBias.All,
            ModulesToSave = ["lm_head"],
            UseDora = true
        });
        AdapterFolder.Save(model, folder.Path);

        var names = SafeTensors.Read(folder.File("adapter_model.safetensors")).Keys.ToHashSet();
        const string Layer = "base_model.model.model.layers.0.self_attn";
        names.ShouldContain($"{Layer}.q_proj.lora_A.weight");
        names.ShouldContain($"{Layer}.q_proj.lora_magnitude_vector");
        names.ShouldContain($"{Layer}.q_proj.base_layer.bias");                              // inside the wrapped layer
        names.ShouldContain($"{Layer}.k_proj.bias");                                         // outside of any
        names.ShouldContain("base_model.model.lm_head.weight");
        names.ShouldContain("base_model.model.model.embed_tokens.lora_embedding_B");
        names.ShouldNotContain("base_model.model.model.norm.weight");
    }

    [Fact]
    public void Embeddings_that_PEFT_stores_beside_an_adapter_are_read_and_resized_ones_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Biased(tied: true);
        Train(model, new AdapterOptions(s_attention with { TargetModules = ["embed_tokens"] }));
        AdapterFolder.Save(model, folder.Path);
        var with = LoraAdapterTests.Logits(model);
        var file = folder.File("adapter_model.safetensors");
        var stored = SafeTensors.Read(file);
        stored["base_model.model.model.embed_tokens.base_layer.weight"] = model.get_parameter("model.embed_tokens.weight")!;
        SafeTensors.Write(file, stored.Select(s => (s.Key, s.Value)));
        using (var again = Biased(tied: true))
        {
            AdapterFolder.Attach(again, folder.Path);
            LoraAdapterTests.Logits(again).ShouldBeIdentical(with);
        }

        stored["base_model.model.lm_head.weight"] = ones(30, 8);
        SafeTensors.Write(file, stored.Select(s => (s.Key, s.Value)));
        using var other = Biased(tied: true);
        var message = Should.Throw<CheckpointException>(() => AdapterFolder.Attach(other, folder.Path)).Message;
        message.ShouldContain("the vocabulary was resized");
        message.ShouldNotContain("another model");
    }

    /// <summary>PEFT then ties what it trains of the head to what it trains of the embeddings.</summary>
    [Theory, InlineData("target_modules"), InlineData("modules_to_save")]
    public void A_tie_that_is_to_last_is_refused_by_name_where_there_is_one(string key)
    {
        var other = key == "target_modules" ? "layers_pattern" : "target_modules";
        var json = $$"""{"{{other}}": ["q_proj"], "{{key}}": ["embed_tokens"], "ensure_weight_tying": true}""";
        using var tied = Biased(tied: true);
        Should.Throw<CheckpointException>(() => LoraAdapter.New(tied, Read(json))).Message.ShouldContain("ensure_weight_tying is true");
        tied.TiesHead.ShouldBeTrue();
        using var untied = Biased(tied: false);
        LoraAdapter.New(untied, Read(json)).Dispose();
    }

    /// <summary>A Llama with biases, the same at every call.</summary>
    private static CausalModel Biased(bool tied) => TinyModels.Randomized(TinyModels.FromConfig($$"""
        {
            "model_type": "llama", "vocab_size": 24, "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 1, "head_dim": 4, "max_position_embeddings": 32, "attention_bias": true, "tie_word_embeddings": {{(tied ? "true" : "false")}}
        }
        """));

    private static void Train(CausalModel model, AdapterOptions options)
    {
        LoraAdapter.Attach(model, options, seed: 5);
        using var noGrad = no_grad();
        foreach (var (name, value) in model.TrainedParameters)
        {
            var random = SeededRandom.For(6, name);
            using var moves = tensor(Enumerable.Range(0, (int)value.numel()).Select(_ => (float)(0.2 * random.NextGaussian())).ToArray(), value.shape);
            value.add_(moves);
        }
    }

    private static AdapterOptions Read(string json)
    {
        using var folder = new TemporaryFolder();
        var all = JsonNode.Parse(json)!.AsObject();
        all["peft_type"] = "LORA";
        all["r"] ??= 4;
        File.WriteAllText(folder.File("adapter_config.json"), all.ToJsonString());
        return AdapterConfig.Read(folder.File("adapter_config.json"));
    }
}
