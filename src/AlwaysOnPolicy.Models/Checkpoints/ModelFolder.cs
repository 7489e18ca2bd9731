using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Files;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads and writes HuggingFace model folders: config.json, safetensors, and beside them tokenizer, generation defaults, value head.</summary>
/// <remarks>Weights are float32 in memory whatever they are on disk, unless another type is asked. What is written loads in transformers.</remarks>
public static class ModelFolder
{
    private const string GenerationFile = "generation_config.json";
    internal const string ScoreName = "score.weight";
    private static readonly string[] s_heads = [ScoreName, "classifier.weight", "classifier.out_proj.weight"];

    /// <summary>Loads a language model.</summary>
    /// <param name="products">Of a model that is not trained: see <see cref="Generation.Policy.Load"/>.</param>
    /// <exception cref="CheckpointException">A file is missing or damaged, the architecture or an option is not supported, or a tensor is missing,
    /// surplus or of the wrong shape.</exception>
    /// <remarks>Of an adapter's folder: the base model that it names, with the adapter in its weights.</remarks>
    public static CausalModel LoadCausal(string folder, ComputeType products = ComputeType.Float32)
    {
        using var matrices = WeightType.SetMatrices(products);
        var options = ReadCausalOptions(folder);
        RequireNoRewardHead(folder);
        var model = Load(AdapterBase.Or(folder), options.ParameterCount, options.Create, Parameters, Rename);
        (model.LoadedFrom, model.StoredType) = (folder, StoredTypeOf(folder));
        if (AdapterBase.IsNeeded(folder)) AdapterFolder.Merge(model, folder);
        return model;
    }

    /// <summary>Looks at a language model's folder without reading its weights.</summary>
    /// <returns>How many tokens a row may have, and how many numbers the large tensors hold.</returns>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the architecture is not built here.</exception>
    public static (int Positions, long Parameters) LookAtCausal(string folder)
    {
        var options = CausalArchitectures.Read(ReadConfig(folder));
        new WeightFiles(AdapterBase.Or(folder)).Dispose();
        if (AdapterBase.IsNeeded(folder)) AdapterFolder.LookAt(folder);
        return (options.MaxPositions, (long)options.ParameterCount);
    }

    /// <summary>How many token ids a language model has, as its config.json says.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public static int VocabularyOf(string folder) => ReadConfig(folder).Get("vocab_size", int.MaxValue);

    /// <summary>How many tokens a row may have by config.json, whoever has the weights, and whether or not the architecture is built here.</summary>
    /// <returns><see cref="int.MaxValue"/> where it does not say.</returns>
    /// <exception cref="CheckpointException">There is no config.json.</exception>
    public static int PositionsOf(string folder)
    {
        var config = ReadConfig(folder);
        return config.Size("max_position_embeddings", config.Size("n_positions", int.MaxValue));
    }

    /// <summary>Refuses a reward model where a language model is asked for: its head gives a score, and none gives words.</summary>
    /// <exception cref="CheckpointException">It is one; or there are no weights, or a file is damaged.</exception>
    public static void RequireNoRewardHead(string folder)
    {
        if (HoldsReward(folder)) throw new CheckpointException($"'{folder}' is a reward model: its head ({ScoreName}) gives a score and no words. Name a " +
            "language model.");
    }

    internal static ScalarType StoredTypeOf(string folder)
    {
        using var weights = new WeightFiles(AdapterBase.Or(folder));
        return weights.Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b)))!.Key;
    }

    /// <summary>The options of a folder's decoder. A head of its own among the weights counts, whatever config.json says of tying it to the
    /// embeddings.</summary>
    internal static ICausalConfig ReadCausalOptions(string folder)
    {
        var options = CausalArchitectures.Read(ReadConfig(folder));
        if (!options.TieEmbeddings) return options;
        using var weights = new WeightFiles(AdapterBase.Or(folder));
        return HoldsOwnHead(weights, options.HeadName, options.EmbeddingName) ? options.Tied(false) : options;
    }

    /// <summary>The options of a folder's T5, likewise.</summary>
    internal static T5Config ReadT5Options(string folder)
    {
        var options = T5Config.Read(ReadConfig(folder));
        if (!options.TieEmbeddings) return options;
        using var weights = new WeightFiles(folder);
        return options with { TieEmbeddings = !HoldsOwnHead(weights, CausalModel.UsualHead, "shared.weight") };
    }

    private static bool HoldsOwnHead(WeightFiles weights, string head, string embeddingName)
    {
        var headName = $"{head}.weight";
        if (!weights.Names.Contains(headName)) return false;
        var embedding = weights.Names.FirstOrDefault(n => n == embeddingName || n.EndsWith($".{embeddingName}", StringComparison.Ordinal));
        return embedding is not null && Differ(weights, headName, embedding);   // the complaint about what is missing comes when the weights are read
    }

    // Where no weight is read, torch is not loaded.
    private static bool Differ(WeightFiles weights, string head, string embedding)
    {
        using var scope = NewDisposeScope();
        var (own, table) = (weights.Read(head)!, weights.Read(embedding)!);
        return !own.shape.SequenceEqual(table.shape) || own.to_type(ScalarType.Float32).ne(table.to_type(ScalarType.Float32)).any().item<bool>();
    }

    /// <summary>Loads a classifier with one label as a reward model.</summary>
    /// <param name="type">Of the weights in memory: float32, or bfloat16 for half of the room.</param>
    /// <exception cref="CheckpointException">As <see cref="LoadCausal"/>; or the classifier has more labels than one.</exception>
    /// <param name="products">Of a decoder's linear layers.</param>
    public static RewardNetwork LoadReward(string folder, ScalarType type = ScalarType.Float32, ComputeType products = ComputeType.Float32)
    {
        using var matrices = WeightType.SetMatrices(products);
        var options = ReadRewardOptions(folder);
        using var weightType = WeightType.Set(type);
        var bringsHead = AdapterFolder.LabelsIn(folder) is not null;
        var network = Load(AdapterBase.Or(folder), options.ParameterCount, () => new RewardNetwork(options.Create()),
            n => NamesOnDisk(n).Where(p => !bringsHead || p.Key != ScoreName).ToDictionary(),
            (n, stored) => bringsHead && stored == ScoreName ? null : Rename(n, stored));
        (network.PadId, network.StoredType) = (PadIdOf(ReadConfig(folder)), StoredTypeOf(folder));
        if (AdapterBase.IsNeeded(folder)) AdapterFolder.Merge(network.Trunk, folder, network.ScoreWeight);
        return network;
    }

    /// <summary>Whether the folder's weights hold a decoder's scalar head, so that <see cref="LoadReward"/> reads it.</summary>
    /// <exception cref="CheckpointException">There are no weights, or a file is damaged.</exception>
    public static bool HoldsReward(string folder)
    {
        using var weights = new WeightFiles(AdapterBase.Or(folder));
        return weights.Names.Contains(ScoreName) || AdapterFolder.LabelsIn(folder) is not null;
    }

    /// <summary>Whether an encoder's weights hold a classifier's head, as BERT's and its like or RoBERTa's call it.</summary>
    /// <exception cref="CheckpointException">There are no weights, or a file is damaged.</exception>
    internal static bool HoldsClassifier(string folder)
    {
        using var weights = new WeightFiles(folder);
        return weights.Names.Contains("classifier.weight") || weights.Names.Contains("classifier.out_proj.weight");
    }

    /// <summary>The trunk of a folder's classifier with one label.</summary>
    /// <exception cref="CheckpointException">An option is not supported, or its head is missing or has more labels than one.</exception>
    internal static ICausalConfig ReadRewardOptions(string folder)
    {
        var config = ReadConfig(folder);
        if (AdapterFolder.LabelsIn(folder) is not { } labels) RequireOneLabel(config);
        else if (labels != 1)
            throw new CheckpointException($"'{folder}': the adapter's head ({ScoreName}) has {labels} labels; a reward model has one. Name an adapter with " +
                "one label.");
        var options = CausalArchitectures.Read(config).Tied(true);   // a classifier has no language-model head
        return HoldsReward(folder)
            ? options
            : throw new CheckpointException($"'{folder}' is a language model without a reward head ({ScoreName}): name a reward model.");
    }

    /// <summary>Loads a network that is no decoder.</summary>
    /// <exception cref="CheckpointException">As <see cref="LoadCausal"/>.</exception>
    internal static T Load<T>(string folder, Func<ConfigFile, IModelConfig<T>> read) where T : nn.Module => Load(folder, read(ReadConfig(folder)));

    /// <inheritdoc cref="Load{T}(string, Func{ConfigFile, IModelConfig{T}})"/>
    internal static T Load<T>(string folder, IModelConfig<T> options) where T : nn.Module
    {
        return Load(folder, options.ParameterCount, options.Create, Parameters, (_, stored) => options.Rename(stored));
    }

    /// <exception cref="CheckpointException">It is a classifier with more labels than one: its weights count, since config.json leaves the usual two
    /// out.</exception>
    internal static void RequireOneLabel(ConfigFile config)
    {
        var folder = Path.GetDirectoryName(config.Path)!;
        using var weights = WeightFiles.AreIn(folder) ? new WeightFiles(folder) : null;
        var head = weights?.Tensors.FirstOrDefault(t => s_heads.Contains(t.Name) && t.Shape.Length == 2);
        var labels = head?.Shape[0] ?? config.Object("id2label")?.Json.Count ?? config.Get("num_labels", 1);
        if (labels != 1) throw config.Wrong("num_labels", $"is {labels}{(head is null ? "" : $" by the weights ({head.Name})")}; a reward model has one. " +
            "Name a classifier with one label");
    }

    /// <summary>Sets a language model without an adapter to the weights that
    /// <see cref="SaveCausal(CausalModel, string, Tokenizer?, ValueHead?, GenerationDefaults?, SavedType)"/> wrote of it.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, or a tensor is missing, surplus or of another shape.</exception>
    public static void Restore(CausalModel model, string folder)
    {
        using var weights = new WeightFiles(folder);
        weights.CopyTo(Parameters(model), stored => Rename(model, stored));
    }

    /// <summary>Writes a language model's folder; an adapter is merged into the weights, and those in memory stay as they are.</summary>
    /// <param name="tokenizer">Its files are copied beside the weights; null writes none.</param>
    /// <param name="head">Written among the weights as v_head.*, where TRL 0.7.11's AutoModelForCausalLMWithValueHead looks for it; transformers leaves it
    /// out.</param>
    /// <param name="generation">Written as generation_config.json; config.json keeps ids of its own.</param>
    /// <param name="saved">Of the weights; the value head stays as it is.</param>
    public static void SaveCausal(
        CausalModel model, string folder, Tokenizer? tokenizer, ValueHead? head = null, GenerationDefaults? generation = null,
            SavedType saved = SavedType.Float32) =>
        SaveCausal(model, folder, tokenizer, head, generation, saved == SavedType.Own ? model.StoredType : null);

    /// <inheritdoc cref="SaveCausal(CausalModel, string, Tokenizer?, ValueHead?, GenerationDefaults?, SavedType)"/>
    /// <param name="type">Of the weights on disk; null writes them as they are in memory.</param>
    internal static void SaveCausal(CausalModel model, string folder, Tokenizer? tokenizer, ValueHead? head, GenerationDefaults? generation, ScalarType? type)
    {
        Directory.CreateDirectory(folder);
        var config = Config(model, model.TransformersNames.LanguageModel, type);
        if (generation is not null) WriteGenerationDefaults(folder, config, generation);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        using (NewDisposeScope())
        {
            var weights = model.MergedParameters().Select(p => (p.Name, As(p.Value, type)));
            SafeTensors.Write(Path.Combine(folder, "model.safetensors"), weights.Concat(head is null ? [] : ValueHeadFile.Named(head)), SafeTensors.OfPyTorch);
        }
        tokenizer?.CopyFilesTo(folder);
        Durable.Flush(folder);
    }

    /// <summary>Writes a reward model's folder, a classifier with one label, which scores in transformers as here: a new one gets a padding token that ends no
    /// row.</summary>
    /// <param name="generation">What ends an answer; null leaves what config.json says.</param>
    public static void SaveReward(RewardNetwork network, string folder, Tokenizer? tokenizer, GenerationDefaults? generation = null,
        SavedType saved = SavedType.Float32)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        var type = saved == SavedType.Own ? network.StoredType : null;
        var config = Config(network.Trunk, network.Trunk.TransformersNames.Classifier, type);
        var weights = NamesOnDisk(network);
        config["num_labels"] = 1;
        config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        config["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        if (generation is { EosIds.Count: > 0 }) config["eos_token_id"] = Ids(generation.EosIds);
        tokenizer?.CopyFilesTo(folder);
        if (tokenizer is not null && network.PadId is null) config["pad_token_id"] = GivePadding(weights, network.Trunk, tokenizer, folder, generation, config);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), weights.Select(p => (p.Key, As(p.Value, type))), SafeTensors.OfPyTorch);
        Durable.Flush(folder);
    }

    internal static Tensor As(Tensor weight, ScalarType? type) => type is { } wished ? weight.detach().to_type(wished) : weight;

    /// <returns>The padding's id; null where none can be given, with which transformers scores row by row and refuses batches.</returns>
    private static int? GivePadding(
        Dictionary<string, Tensor> weights, CausalModel trunk, Tokenizer tokenizer, string folder, GenerationDefaults? generation, JsonObject config)
    {
        var pad = OwnPadding.Choose(tokenizer, generation);
        if (pad != tokenizer.PadId && !OwnPadding.Write(folder, tokenizer, pad)) return null;
        if (pad < trunk.VocabularySize) return pad;
        var table = weights[trunk.EmbeddingName];
        weights[trunk.EmbeddingName] = cat([table.detach(), zeros([pad + 1 - table.shape[0], table.shape[1]], table.dtype)], 0);
        config["vocab_size"] = pad + 1;
        return pad;
    }

    /// <summary>Ids that end an answer, pad it, or are never sampled: generation_config.json's, else config.json's.</summary>
    /// <exception cref="CheckpointException">A file is damaged, or what should be ids are none.</exception>
    public static GenerationDefaults ReadGenerationDefaults(string folder)
    {
        var config = ReadConfig(folder);
        var vocabulary = config.Size("vocab_size");
        var path = Path.Combine(folder, GenerationFile);
        if (!File.Exists(path)) path = Path.Combine(AdapterBase.Or(folder), GenerationFile);
        var generation = File.Exists(path) ? new ConfigFile(JsonFile.Read(path), path) : null;
        IReadOnlyList<int> Ids(string key) => (generation?.Json[key] is null ? config : generation).TokenIds(key, vocabulary);
        return new GenerationDefaults
        {
            EosIds = Ids("eos_token_id"),
            EosFile = generation?.Json["eos_token_id"] is null ? "config.json" : GenerationFile,
            ConfigEosIds = config.TokenIds("eos_token_id", vocabulary),
            EosTokens = [.. new[] { TokenizerFiles.Config, TokenizerFiles.SpecialTokensMap }.Select(
                f => EosToken(Path.Combine(folder, f))).OfType<string>().Distinct()],
            Settings = generation?.Json,
            PadId = Ids("pad_token_id") is [var pad, ..] ? pad : null,
            SuppressTokens = generation?.TokenIds("suppress_tokens", vocabulary) ?? [],
        };
    }

    private static string? EosToken(string file)
    {
        var token = File.Exists(file) ? JsonFile.Read(file)["eos_token"] : null;
        return (token is JsonObject described ? described["content"] : token)?.ToString();
    }

    /// <summary>Whether <see cref="LoadCausal"/> knows the model_type.</summary>
    internal static bool SupportsCausal(string modelType) => CausalArchitectures.Has(modelType);

    /// <summary>The folder's tokenizer; of an adapter's folder without one, its base's.</summary>
    /// <exception cref="CheckpointException">As of <see cref="Tokenizer.Load"/>.</exception>
    public static Tokenizer LoadTokenizer(string folder) => Tokenizer.Load(TokenizerFiles.AreIn(folder) ? folder : AdapterBase.Or(folder));

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
        folder = AdapterBase.Or(folder);
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
            throw new CheckpointException($"'{folder}' is not a model folder: it has no config.json. " + (Directory.Exists(Path.Combine(folder, "snapshots"))
                ? "It is a model's place in the HuggingFace cache: give owner/name of the model, or one of the folders in its snapshots."
                : "Give the folder that holds config.json and model.safetensors."));
        var config = new ConfigFile(JsonFile.Read(file), file);
        if (config.Json["quantization_config"] is not null)
            throw config.Wrong("quantization_config", "asks for weights that are quantized, which is not supported; take the model's unquantized form");
        return config.Get("model_type", "") == Gemma3.PictureType ? new ConfigFile(Gemma3.TextOf(config), file) : config;
    }

    private static T Load<T>(
        string folder, Int128 parameterCount, Func<T> create, Func<T, Dictionary<string, Tensor>> parameters,
            Func<T, string, string?> rename) where T : nn.Module
    {
        if (AdapterBase.IsNeeded(folder)) throw AdapterBase.NotMerged(folder);
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
        if (stored.StartsWith(ValueHeadFile.Prefix, StringComparison.Ordinal)) return null;
        if (model.OwnName(stored) is not { } name || model.IsConstant(name)) return null;
        return name == $"{model.HeadName}.weight" && model.get_parameter(name) is null ? null : name;
    }

    internal static string? Rename(RewardNetwork network, string stored) => stored == ScoreName ? stored : Rename(network.Trunk, stored);

    internal static Dictionary<string, Tensor> NamesOnDisk(RewardNetwork network) => network.named_parameters()
        .Select(p => (Name: p.name.StartsWith("trunk.", StringComparison.Ordinal) ? p.name["trunk.".Length..] : p.name, p.parameter))
        .Where(p => p.Name != $"{network.Trunk.HeadName}.weight")
        .ToDictionary(p => p.Name, p => (Tensor)p.parameter);

    private static JsonObject Config(CausalModel model, string architecture, ScalarType? type)
    {
        var config = model.ConfigJson;
        config["model_type"] = model.ModelType;
        config["architectures"] = new JsonArray(architecture);
        WriteType(config, type ?? model.parameters().First().dtype);
        return config;
    }

    /// <summary>The type of the weights under the key that the file has: dtype as transformers 5 writes it, else torch_dtype, which both read.</summary>
    internal static void WriteType(JsonObject config, ScalarType type)
    {
        var key = config.ContainsKey("dtype") && !config.ContainsKey("torch_dtype") ? "dtype" : "torch_dtype";
        config.Remove("dtype");
        config[key] = NameOf(type);
    }

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float16 => "float16",
        ScalarType.Float64 => "float64",
        _ => "float32",
    };

    /// <summary>Both files stay as they were read but for ids that are others now.</summary>
    private static void WriteGenerationDefaults(string folder, JsonObject config, GenerationDefaults generation)
    {
        var json = generation.Settings?.DeepClone().AsObject() ?? [];
        if (generation.EosIds.Count > 0)
        {
            if (!SameIds(json["eos_token_id"], generation.EosIds))
            {
                json.Remove("_from_model_config");   // transformers may make such settings anew
                json["eos_token_id"] = Ids(generation.EosIds);
            }
            if (!config.ContainsKey("eos_token_id")) config["eos_token_id"] = Ids(generation.EosIds);
        }
        if (generation.PadId is { } pad)
        {
            json["pad_token_id"] = pad;
            if (!config.ContainsKey("pad_token_id")) config["pad_token_id"] = pad;
        }
        if (generation.Settings is null && config["bos_token_id"] is { } bos) json["bos_token_id"] = bos.DeepClone();
        if (generation.SuppressTokens.Count > 0) json["suppress_tokens"] = new JsonArray([.. generation.SuppressTokens.Select(i => (JsonNode)i)]);
        JsonFile.Write(Path.Combine(folder, GenerationFile), json);
    }

    private static bool SameIds(JsonNode? node, IReadOnlyList<int> ids) => node?.ToJsonString() is { } text
        && (text == Ids(ids).ToJsonString() || text == $"[{string.Join(',', ids)}]");

    private static JsonNode Ids(IReadOnlyList<int> ids) => ids is [var one] ? one : new JsonArray([.. ids.Select(i => (JsonNode)i)]);

    /// <summary>transformers' padding, which it looks past for a row's last token; null where it has none, or one that no row can hold (-1 in old
    /// files).</summary>
    private static int? PadIdOf(ConfigFile config) => config.Get("pad_token_id", -1) is >= 0 and var pad ? pad : null;
}
