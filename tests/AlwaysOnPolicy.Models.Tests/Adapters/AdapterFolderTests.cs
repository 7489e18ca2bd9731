using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Models.Tests.Checkpoints;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Adapters;

public sealed class AdapterFolderTests
{
    private const string Config = "adapter_config.json";
    private const string Weights = "adapter_model.safetensors";

    [Theory]
    [InlineData(true, "base_model.model.transformer.h.0.attn.c_attn.lora_A.weight")]
    [InlineData(false, "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")]
    public void What_is_written_is_PEFTs_and_reads_back_bit_for_bit(bool gpt2, string first)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Model(gpt2);
        using var plain = model.Copy();
        var adapter = LoraAdapterTests.Trained(model, new LoraOptions { Rank = 3, Alpha = 5, UseRslora = true });
        AdapterFolder.Save(model, folder.Path);

        var config = JsonNode.Parse(File.ReadAllText(folder.File(Config)))!;
        config["peft_type"]!.GetValue<string>().ShouldBe("LORA");
        config["fan_in_fan_out"]!.GetValue<bool>().ShouldBe(gpt2);
        config["target_modules"]!.ToJsonString().ShouldBe(gpt2 ? """["c_attn"]""" : """["q_proj","v_proj"]""");
        (config["r"]!.GetValue<int>(), config["lora_alpha"]!.GetValue<int>(), config["use_rslora"]!.GetValue<bool>()).ShouldBe((3, 5, true));
        var stored = SafeTensors.Read(folder.File(Weights));
        stored.Keys.Order(StringComparer.Ordinal).First().ShouldBe(first);
        stored.Count.ShouldBe(adapter.Parameters.Count());

        AdapterFolder.Attach(plain, folder.Path);
        foreach (var ((name, value), (_, expected)) in plain.Adapter!.Parameters.Zip(adapter.Parameters)) value.ShouldBeIdentical(expected, name);
        LoraAdapterTests.Logits(plain).ShouldBeIdentical(LoraAdapterTests.Logits(model));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_models_folder_holds_the_merged_weights_and_those_in_memory_stay(bool gpt2)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Model(gpt2);
        using var before = model.Copy();
        LoraAdapterTests.Trained(model, new LoraOptions());
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);

        using var loaded = ModelFolder.LoadCausal(folder.Path);
        loaded.Adapter.ShouldBeNull();
        LoraAdapterTests.Logits(loaded).ShouldBeClose(LoraAdapterTests.Logits(model), 1e-5, "merged");
        foreach (var (name, value) in model.named_parameters()) value.ShouldBeIdentical(before.get_parameter(name)!, name);
        Should.Throw<InvalidOperationException>(() => AdapterFolder.Save(loaded, folder.Path));
    }

    [Theory]
    [InlineData("lora_dropout", "0.1")]
    [InlineData("fan_in_fan_out", "false")]
    [InlineData("init_lora_weights", "\"gaussian\"")]
    [InlineData("base_model_name_or_path", "\"openai-community/gpt2\"")]
    [InlineData("modules_to_save", "null")]
    [InlineData("rank_pattern", "{}")]
    [InlineData("lora_bias", "false")]
    [InlineData("megatron_core", "\"megatron.core\"")]
    [InlineData("task_type", "null")]
    [InlineData("init_lora_weights", "\"eva\"")]
    [InlineData("eva_config", """{"rho": 2.0}""")]
    [InlineData("init_lora_weights", "\"orthogonal\"")]
    [InlineData("ensure_weight_tying", "true")]                                                // neither embeddings nor head are adapted
    public void Options_that_change_nothing_once_it_is_trained_are_let_be(string key, string value)
    {
        using var folder = Saved();
        TinyModels.Edit(folder.Path, Config, json => json[key] = JsonNode.Parse(value));
        using var model = TinyModels.Gpt2();
        AdapterFolder.Attach(model, folder.Path).Options.Rank.ShouldBe(8);
    }

    [Theory]
    [InlineData("layer_replication", "[[0, 1]]")]
    [InlineData("bias", "\"some\"")]
    [InlineData("rank_pattern", """{"c_attn": 0}""")]
    [InlineData("alpha_pattern", """{"c_attn": -1}""")]
    [InlineData("layers_to_transform", "[\"0\"]")]
    [InlineData("exclude_modules", "\"(c_fc\"")]
    [InlineData("modules_to_save", """["ln_g"]""")]
    [InlineData("target_parameters", """["mlp.experts"]""")]
    [InlineData("trainable_token_indices", "[3]")]
    [InlineData("lora_bias", "true")]
    [InlineData("an_option_of_tomorrow", "1")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("peft_type", "\"LOHA\"")]
    [InlineData("task_type", "\"SEQ_CLS\"")]
    [InlineData("target_modules", "[1]")]
    [InlineData("target_modules", """["q_proj"]""")]
    [InlineData("r", "0")]
    [InlineData("lora_alpha", "0")]
    public void Options_that_change_the_arithmetic_and_are_not_built_are_refused_by_name(string key, string value)
    {
        using var folder = Saved();
        TinyModels.Edit(folder.Path, Config, json => json[key] = JsonNode.Parse(value));
        using var model = TinyModels.Gpt2();
        var error = Should.Throw<CheckpointException>(() => AdapterFolder.Attach(model, folder.Path));
        error.Message.ShouldContain(folder.File(Config));
        error.Message.ShouldContain(key);
        model.Adapter.ShouldBeNull();
        model.parameters().ShouldAllBe(p => p.requires_grad);
    }

    [Theory]
    [InlineData("missing", "h.1.attn.c_attn.lora_B.weight' is missing")]
    [InlineData("surplus", "h.7.attn.c_attn.lora_B.weight' has no place")]
    [InlineData("shape", "h.1.attn.c_attn.lora_B.weight' is Float32 [24, 4]; model and r imply [24, 8]")]
    [InlineData("type", "h.1.attn.c_attn.lora_B.weight' is Int64")]
    public void A_tensor_that_does_not_fit_is_named(string fault, string message)
    {
        using var folder = Saved();
        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(folder.File(Weights));
        const string Name = "base_model.model.transformer.h.1.attn.c_attn.lora_B.weight";
        if (fault == "missing") stored.Remove(Name);
        else if (fault == "surplus") stored[Name.Replace(".1.", ".7.")] = stored[Name];
        else stored[Name] = fault == "shape" ? stored[Name].narrow(1, 0, 4) : stored[Name].to(ScalarType.Int64);
        SafeTensors.Write(folder.File(Weights), stored.Select(s => (s.Key, s.Value)));

        using var model = TinyModels.Gpt2();
        Should.Throw<CheckpointException>(() => AdapterFolder.Attach(model, folder.Path)).Message.ShouldContain(message);
        model.Adapter.ShouldBeNull();
    }

    [Fact]
    public void Weights_in_half_precision_are_read()
    {
        using var folder = Saved();
        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(folder.File(Weights));
        SafeTensors.Write(folder.File(Weights), stored.Select(s => (s.Key, s.Value.to(ScalarType.BFloat16))));
        using var model = TinyModels.Gpt2();
        foreach (var (name, value) in AdapterFolder.Attach(model, folder.Path).Parameters)
            value.ShouldBeIdentical(stored[$"base_model.model.{name}"].to(ScalarType.BFloat16).to(ScalarType.Float32), name);
    }

    [Fact]
    public void Weights_in_PyTorchs_form_are_read_and_none_at_all_are_named()
    {
        using var folder = Saved();
        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(folder.File(Weights)).ToArray();
        var pickle = new PickleWriter().Dictionary([.. stored.Select((s, i) => (s.Key, (Func<PickleWriter, PickleWriter>)(p =>
            p.Tensor("Float", $"{i}", s.Value.numel(), 0, s.Value.shape, s.Value.stride()))))]);
        TorchFileTests.Write(folder.File("adapter_model.bin"), pickle.Bytes(), [.. stored.Select((s, i) => ($"{i}", s.Value.bytes.ToArray()))]);
        File.Delete(folder.File(Weights));
        using (var model = TinyModels.Gpt2())
            foreach (var (name, value) in AdapterFolder.Attach(model, folder.Path).Parameters)
                value.ShouldBeIdentical(stored.Single(s => s.Key == $"base_model.model.{name}").Value, name);

        File.Delete(folder.File("adapter_model.bin"));
        using var other = TinyModels.Gpt2();
        Should.Throw<CheckpointException>(() => AdapterFolder.Attach(other, folder.Path)).Message
            .ShouldContain("neither adapter_model.safetensors nor adapter_model.bin");
    }

    [Fact]
    public void A_folder_without_an_adapter_is_said_to_be_none()
    {
        using var folder = Saved();
        File.Delete(folder.File(Config));
        using var model = TinyModels.Gpt2();
        Should.Throw<CheckpointException>(() => AdapterFolder.Attach(model, folder.Path)).Message.ShouldContain("no adapter_config.json");
    }

    private static TemporaryFolder Saved()
    {
        var folder = new TemporaryFolder();
        using var model = TinyModels.Gpt2();
        LoraAdapterTests.Trained(model, new LoraOptions());
        AdapterFolder.Save(model, folder.Path);
        return folder;
    }

    private static CausalModel Model(bool gpt2) => gpt2 ? TinyModels.Gpt2() : TinyModels.Llama();
}
