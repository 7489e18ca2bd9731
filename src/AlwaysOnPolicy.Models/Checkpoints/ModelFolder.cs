using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Tokenization;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads and writes HuggingFace model folders: config.json, safetensors, and beside them tokenizer, generation defaults, value head.</summary>
/// <remarks>Weights are float32 in memory whatever they are on disk. What is written loads in transformers.</remarks>
public static class ModelFolder
{
    private const string ValueHeadFile = "v_head.safetensors";
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly Dictionary<string, string> s_format = new() { ["format"] = "pt" };

    /// <summary>Loads a language model.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, the architecture or an option is not supported, or a tensor is missing,
    /// surplus or of the wrong shape.</exception>
    public static CausalModel LoadCausal(string folder)
    {
        var model = Create(ReadConfig(folder));
        try
        {
            var parameters = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
            WeightFiles.Load(folder, parameters, name => Rename(model, name));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Loads a classifier with one label as a reward model.</summary>
    /// <exception cref="CheckpointException">As <see cref="LoadCausal"/>; or the classifier has more labels than one.</exception>
    public static RewardNetwork LoadReward(string folder)
    {
        var config = ReadConfig(folder);
        var labels = config.Object("id2label")?.Count ?? config.Get("num_labels", 1);
        if (labels != 1) throw config.Wrong("num_labels", $"is {labels}; a reward model has one");
        config.Json["tie_word_embeddings"] = true;          // a classifier has no language-model head
        var network = new RewardNetwork(Create(config));
        try
        {
            WeightFiles.Load(folder, NamesOnDisk(network), name => name == "score.weight" ? name : Rename(network.Trunk, name));
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The folder's value head, or one that says 0 where there is none.</summary>
    public static ValueHead LoadOrNewValueHead(string folder, int hiddenSize)
    {
        var head = new ValueHead(hiddenSize);
        var file = Path.Combine(folder, ValueHeadFile);
        if (!File.Exists(file)) return head;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var stored = SafeTensors.Read(file);
        foreach (var (name, parameter) in head.named_parameters())
        {
            if (!stored.TryGetValue($"v_head.{name}", out var value) || !value.shape.SequenceEqual(parameter.shape))
                throw new CheckpointException($"'{file}': 'v_head.{name}' should be [{string.Join(", ", parameter.shape)}]" +
                    (value is null ? " and is missing." : $" and is [{string.Join(", ", value.shape)}]."));
            parameter.copy_(value);
        }
        return head;
    }

    /// <summary>Writes a language model's folder.</summary>
    /// <param name="tokenizer">Its files are copied beside the weights; null writes none.</param>
    /// <param name="head">Written as v_head.safetensors, which transformers leaves alone and TRL reads.</param>
    public static void SaveCausal(CausalModel model, string folder, Tokenizer? tokenizer, ValueHead? head = null, GenerationDefaults? generation = null)
    {
        Directory.CreateDirectory(folder);
        var config = Config(model, model.TransformersNames.LanguageModel);
        if (generation is not null) WriteGenerationDefaults(folder, config, generation);
        WriteJson(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), s_format);
        if (head is not null)
            SafeTensors.Write(Path.Combine(folder, ValueHeadFile), head.named_parameters().Select(p => ($"v_head.{p.name}", (Tensor)p.parameter)), s_format);
        tokenizer?.CopyFilesTo(folder);
    }

    /// <summary>Writes a reward model's folder, a classifier with one label.</summary>
    public static void SaveReward(RewardNetwork network, string folder, Tokenizer? tokenizer)
    {
        Directory.CreateDirectory(folder);
        var config = Config(network.Trunk, network.Trunk.TransformersNames.Classifier);
        config["num_labels"] = 1;
        config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        config["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        if (config["pad_token_id"] is null && tokenizer?.PadId is { } pad) config["pad_token_id"] = pad;
        WriteJson(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), NamesOnDisk(network).Select(p => (p.Key, p.Value)), s_format);
        tokenizer?.CopyFilesTo(folder);
    }

    /// <summary>Ids that end an answer, pad it, or are never sampled: generation_config.json's, else config.json's.</summary>
    public static GenerationDefaults ReadGenerationDefaults(string folder)
    {
        var file = Path.Combine(folder, "generation_config.json");
        var json = File.Exists(file) ? ReadJson(file) : [];
        var config = ReadConfig(folder).Json;
        static int[] Ids(JsonNode? node) => node switch
        {
            JsonArray list => [.. list.Select(n => n!.GetValue<int>())],
            JsonValue value => [value.GetValue<int>()],
            _ => [],
        };
        int? pad = Ids(json["pad_token_id"] ?? config["pad_token_id"]) is [var id, ..] ? id : null;
        return new GenerationDefaults
        {
            EosIds = Ids(json["eos_token_id"] ?? config["eos_token_id"]),
            PadId = pad,
            SuppressTokens = Ids(json["suppress_tokens"]),
        };
    }

    internal static ConfigFile ReadConfig(string folder)
    {
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
            throw new CheckpointException($"'{folder}' is not a model folder: it has no config.json. Give the folder that holds config.json and model.safetensors.");
        return new ConfigFile(ReadJson(file), file);
    }

    private static CausalModel Create(ConfigFile config) => config.Get<string>("model_type") switch
    {
        "gpt2" => new Gpt2(Gpt2Config.Read(config)),
        "llama" => new Llama(LlamaConfig.Read(config)),
        var other => throw config.Wrong("model_type", $"is '{other}', which is not supported; supported: gpt2, llama"),
    };

    /// <summary>Old GPT-2 files lack the prefix "transformer." and hold the causal mask as a constant; tied heads may be stored once more.</summary>
    private static string? Rename(CausalModel model, string stored)
    {
        if (model is Gpt2)
        {
            if (stored.EndsWith(".attn.bias", StringComparison.Ordinal) || stored.EndsWith(".attn.masked_bias", StringComparison.Ordinal)) return null;
            if (!stored.StartsWith("transformer.", StringComparison.Ordinal) && stored != "lm_head.weight") stored = "transformer." + stored;
        }
        if (stored.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal)) return null;
        return stored == "lm_head.weight" && model.named_parameters().All(p => p.name != stored) ? null : stored;
    }

    internal static Dictionary<string, Tensor> NamesOnDisk(RewardNetwork network) => network.named_parameters()
        .Select(p => (Name: p.name.StartsWith("trunk.", StringComparison.Ordinal) ? p.name["trunk.".Length..] : p.name, p.parameter))
        .Where(p => p.Name != "lm_head.weight")
        .ToDictionary(p => p.Name, p => (Tensor)p.parameter);

    private static JsonObject Config(CausalModel model, string architecture)
    {
        var config = model.ConfigJson;
        config["model_type"] = model.ModelType;
        config["architectures"] = new JsonArray(architecture);
        config.Remove("dtype");
        config["torch_dtype"] = "float32";
        return config;
    }

    private static void WriteGenerationDefaults(string folder, JsonObject config, GenerationDefaults generation)
    {
        JsonNode Eos() => generation.EosIds is [var one] ? one : new JsonArray([.. generation.EosIds.Select(i => (JsonNode)i)]);
        var json = new JsonObject();
        if (generation.EosIds.Count > 0)
        {
            json["eos_token_id"] = Eos();
            config["eos_token_id"] = Eos();
        }
        if (generation.PadId is { } pad)
        {
            json["pad_token_id"] = pad;
            config["pad_token_id"] = pad;
        }
        if (generation.SuppressTokens.Count > 0) json["suppress_tokens"] = new JsonArray([.. generation.SuppressTokens.Select(i => (JsonNode)i)]);
        WriteJson(Path.Combine(folder, "generation_config.json"), json);
    }

    private static JsonObject ReadJson(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject ?? throw new JsonException("it is not an object");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"'{file}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }

    private static void WriteJson(string path, JsonObject json)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, json.ToJsonString(s_indented) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
