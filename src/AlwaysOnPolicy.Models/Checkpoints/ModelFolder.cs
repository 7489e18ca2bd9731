using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads and writes HuggingFace model folders: config.json, safetensors, and beside them tokenizer, generation defaults, value head.</summary>
/// <remarks>Weights are float32 in memory whatever they are on disk, unless another type is asked. What is written loads in transformers.</remarks>
public static class ModelFolder
{
    internal const string ValueHeadFile = "v_head.safetensors";
    private const string ValueHeadPrefix = "v_head.";
    private const string HeadName = $"{CausalModel.HeadName}.weight";
    private const string ScoreName = "score.weight";
    internal static readonly Dictionary<string, string> Format = new() { ["format"] = "pt" };

    /// <summary>Loads a language model.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, the architecture or an option is not supported, or a tensor is missing,
    /// surplus or of the wrong shape.</exception>
    public static CausalModel LoadCausal(string folder)
    {
        var options = CausalArchitectures.Read(ReadConfig(folder));
        return Load(folder, options.ParameterCount, options.Create, Parameters, Rename);
    }

    /// <summary>Loads a classifier with one label as a reward model.</summary>
    /// <param name="type">Of the weights in memory: float32, or bfloat16 for half of the room.</param>
    /// <exception cref="CheckpointException">As <see cref="LoadCausal"/>; or the classifier has more labels than one.</exception>
    public static RewardNetwork LoadReward(string folder, ScalarType type = ScalarType.Float32)
    {
        var options = ReadRewardOptions(ReadConfig(folder));
        using var weightType = WeightType.Set(type);
        return Load(folder, options.ParameterCount, () => new RewardNetwork(options.Create()), NamesOnDisk, Rename);
    }

    /// <summary>Whether the folder's weights hold a decoder's scalar head, so that <see cref="LoadReward"/> reads it.</summary>
    /// <exception cref="CheckpointException">There are no weights, or a file is damaged.</exception>
    public static bool HoldsReward(string folder)
    {
        using var weights = new WeightFiles(folder);
        return weights.Names.Contains(ScoreName);
    }

    /// <summary>The trunk of a classifier with one label.</summary>
    /// <exception cref="CheckpointException">An option is not supported, or it has more labels than one.</exception>
    internal static ICausalConfig ReadRewardOptions(ConfigFile config)
    {
        RequireOneLabel(config);
        config.Json["tie_word_embeddings"] = true;          // a classifier has no language-model head
        return CausalArchitectures.Read(config);
    }

    /// <summary>Loads a network that is no decoder.</summary>
    /// <exception cref="CheckpointException">As <see cref="LoadCausal"/>.</exception>
    internal static T Load<T>(string folder, Func<ConfigFile, IModelConfig<T>> read) where T : nn.Module
    {
        var options = read(ReadConfig(folder));
        return Load(folder, options.ParameterCount, options.Create, Parameters, (_, stored) => options.Rename(stored));
    }

    /// <exception cref="CheckpointException">It is a classifier with more labels than one.</exception>
    internal static void RequireOneLabel(ConfigFile config)
    {
        var labels = config.Object("id2label")?.Json.Count ?? config.Get("num_labels", 1);
        if (labels != 1) throw config.Wrong("num_labels", $"is {labels}; a reward model has one");
    }

    /// <summary>The folder's value head (v_head.safetensors, or TRL's place for it among the weights), or one that says 0 where there is none.</summary>
    /// <exception cref="CheckpointException">The stored head is damaged or of another width.</exception>
    public static ValueHead LoadOrNewValueHead(string folder, int hiddenSize)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var head = new ValueHead(hiddenSize);
        var file = Path.Combine(folder, ValueHeadFile);
        Func<string, Tensor?> stored;
        if (File.Exists(file)) stored = SafeTensors.Read(file).GetValueOrDefault;
        else
        {
            if (!WeightFiles.AreIn(folder)) return head;
            using var weights = new WeightFiles(folder);
            var values = weights.Names.Where(n => n.StartsWith(ValueHeadPrefix, StringComparison.Ordinal)).ToDictionary(n => n, n => weights.Read(n)!);
            if (values.Count == 0) return head;
            stored = values.GetValueOrDefault;
        }
        foreach (var (name, parameter) in head.named_parameters())
        {
            var value = stored(ValueHeadPrefix + name);
            if (value is null || !value.shape.SequenceEqual(parameter.shape))
                throw new CheckpointException($"'{file}': '{ValueHeadPrefix}{name}' should be [{string.Join(", ", parameter.shape)}]" +
                    (value is null ? " and is missing." : $" and is [{string.Join(", ", value.shape)}]."));
            parameter.copy_(value);
        }
        return head;
    }

    /// <summary>Writes a language model's folder; an adapter is merged into the weights, and those in memory stay as they are.</summary>
    /// <param name="tokenizer">Its files are copied beside the weights; null writes none.</param>
    /// <param name="head">Written as v_head.safetensors, which transformers leaves alone and TRL reads.</param>
    public static void SaveCausal(CausalModel model, string folder, Tokenizer? tokenizer, ValueHead? head = null, GenerationDefaults? generation = null)
    {
        Directory.CreateDirectory(folder);
        var config = Config(model, model.TransformersNames.LanguageModel);
        if (generation is not null) WriteGenerationDefaults(folder, config, generation);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        using (NewDisposeScope()) SafeTensors.Write(Path.Combine(folder, "model.safetensors"), model.MergedParameters(), Format);
        if (head is not null) SaveValueHead(head, folder);
        tokenizer?.CopyFilesTo(folder);
    }

    internal static void SaveValueHead(ValueHead head, string folder) =>
        SafeTensors.Write(Path.Combine(folder, ValueHeadFile), head.named_parameters().Select(p => (ValueHeadPrefix + p.name, (Tensor)p.parameter)), Format);

    /// <summary>Writes a reward model's folder, a classifier with one label.</summary>
    public static void SaveReward(RewardNetwork network, string folder, Tokenizer? tokenizer)
    {
        Directory.CreateDirectory(folder);
        var config = Config(network.Trunk, network.Trunk.TransformersNames.Classifier);
        config["num_labels"] = 1;
        config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        config["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        if (config["pad_token_id"] is null && tokenizer?.PadId is { } pad) config["pad_token_id"] = pad;
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), NamesOnDisk(network).Select(p => (p.Key, p.Value)), Format);
        tokenizer?.CopyFilesTo(folder);
    }

    /// <summary>Ids that end an answer, pad it, or are never sampled: generation_config.json's, else config.json's.</summary>
    /// <exception cref="CheckpointException">A file is damaged, or what should be ids are none.</exception>
    public static GenerationDefaults ReadGenerationDefaults(string folder)
    {
        var config = ReadConfig(folder);
        var vocabulary = config.Size("vocab_size");
        var path = Path.Combine(folder, "generation_config.json");
        var generation = File.Exists(path) ? new ConfigFile(JsonFile.Read(path), path) : null;
        IReadOnlyList<int> Ids(string key) => (generation?.Json[key] is null ? config : generation).TokenIds(key, vocabulary);
        return new GenerationDefaults
        {
            EosIds = Ids("eos_token_id"),
            PadId = Ids("pad_token_id") is [var pad, ..] ? pad : null,
            SuppressTokens = generation?.TokenIds("suppress_tokens", vocabulary) ?? [],
        };
    }

    /// <summary>Whether <see cref="LoadCausal"/> knows the model_type.</summary>
    internal static bool SupportsCausal(string modelType) => CausalArchitectures.Has(modelType);

    /// <summary>Refuses a tokenizer with ids for which the model has no embedding.</summary>
    /// <exception cref="CheckpointException">It is so.</exception>
    public static void RequireFit(string folder, Tokenizer tokenizer)
    {
        var vocabularySize = ReadConfig(folder).Size("vocab_size");
        if (tokenizer.VocabularySize > vocabularySize)
            throw new CheckpointException($"'{folder}': the tokenizer has ids up to {tokenizer.VocabularySize - 1}, the model's vocabulary is " +
                $"{vocabularySize}: they belong to different models. Put the model's own tokenizer.json beside its weights.");
    }

    internal static ConfigFile ReadConfig(string folder)
    {
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
            throw new CheckpointException($"'{folder}' is not a model folder: it has no config.json. Give the folder that holds config.json and model.safetensors.");
        var config = new ConfigFile(JsonFile.Read(file), file);
        if (config.Json["quantization_config"] is not null)
            throw config.Wrong("quantization_config", "asks for weights that are quantized, which is not supported; take the model's unquantized form");
        return config;
    }

    private static T Load<T>(
        string folder, Int128 parameterCount, Func<T> create, Func<T, Dictionary<string, Tensor>> parameters, Func<T, string, string?> rename) where T : nn.Module
    {
        using var weights = new WeightFiles(folder);
        weights.RequireRoomFor(parameterCount);
        using var unfilled = WeightType.Unfilled();   // CopyTo fills every parameter, or throws
        var model = create();
        try
        {
            weights.CopyTo(parameters(model), stored => rename(model, stored));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    internal static Dictionary<string, Tensor> Parameters(nn.Module model) => model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);

    /// <summary>
    /// Files of the bare trunk lack its prefix, old ones hold constants (GPT-2's causal mask, Llama's frequencies), TRL's hold the value head too, and a
    /// tied head may be stored once more.
    /// </summary>
    internal static string? Rename(CausalModel model, string stored)
    {
        if (stored.StartsWith(ValueHeadPrefix, StringComparison.Ordinal)) return null;
        if (stored == HeadName) return model.get_parameter(HeadName) is null ? null : stored;
        var name = stored.StartsWith(model.TrunkPrefix, StringComparison.Ordinal) ? stored : model.TrunkPrefix + stored;
        return model.IsConstant(name) ? null : name;
    }

    internal static string? Rename(RewardNetwork network, string stored) => stored == ScoreName ? stored : Rename(network.Trunk, stored);

    internal static Dictionary<string, Tensor> NamesOnDisk(RewardNetwork network) => network.named_parameters()
        .Select(p => (Name: p.name.StartsWith("trunk.", StringComparison.Ordinal) ? p.name["trunk.".Length..] : p.name, p.parameter))
        .Where(p => p.Name != HeadName)
        .ToDictionary(p => p.Name, p => (Tensor)p.parameter);

    private static JsonObject Config(CausalModel model, string architecture)
    {
        var config = model.ConfigJson;
        config["model_type"] = model.ModelType;
        config["architectures"] = new JsonArray(architecture);
        config.Remove("dtype");
        config["torch_dtype"] = model.parameters().First().dtype == ScalarType.BFloat16 ? "bfloat16" : "float32";
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
        JsonFile.Write(Path.Combine(folder, "generation_config.json"), json);
    }
}
