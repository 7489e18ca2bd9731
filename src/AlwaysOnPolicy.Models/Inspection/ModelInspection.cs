using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>What a model folder holds and what it takes to run and to train it, from its headers alone: no weight is read.</summary>
public sealed record ModelInspection
{
    private const int Float32 = 4;
    private const int BFloat16 = 2;

    /// <summary>The model's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>config.json's model_type.</summary>
    public required string ModelType { get; init; }

    /// <summary>transformers' class, or "" where config.json names none.</summary>
    public required string Architecture { get; init; }

    /// <summary>Why the network cannot be built here; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Numbers in the network's large tensors, as config.json implies (norms and most biases, below one per cent, left out); of a network
    /// that cannot be built, all numbers stored.</summary>
    public required long Parameters { get; init; }

    /// <summary>How many files the weights lie in.</summary>
    public required int WeightFiles { get; init; }

    /// <summary>The number types on disk, and how many numbers each has.</summary>
    public required IReadOnlyList<StoredNumbers> Stored { get; init; }

    /// <summary>What the tokenizer's files say.</summary>
    public required TokenizerSummary Tokenizer { get; init; }

    /// <summary>Of a language model: the tokens that end an answer, and which of them training teaches. "" where that cannot be told.</summary>
    public string Endings { get; init; } = "";

    /// <summary>What the folder's files say against each other, and what becomes of it: a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Bytes of the weights in float32, in which everything computes unless bfloat16 is asked for.</summary>
    public long InferenceBytes => Parameters * Float32;

    /// <summary>Bytes of the weights in bfloat16, in which large reward models may be loaded.</summary>
    public long Bfloat16InferenceBytes => Parameters * BFloat16;

    /// <summary>Bytes for PPO of this policy: its weights, the reference's, the gradients and AdamW's two moments, each in float32. Activations and the
    /// reward model come on top.</summary>
    public long PpoBytes => Parameters * Float32 * 5;

    /// <summary>Looks into a model's folder.</summary>
    /// <exception cref="CheckpointException">It is no model folder, or a file is damaged.</exception>
    public static ModelInspection Take(string folder)
    {
        var config = ModelFolder.ReadConfig(folder);
        using var weights = new WeightFiles(AdapterBase.Or(folder));
        StoredNumbers[] stored = [.. weights.Tensors.GroupBy(t => t.Type)
            .Select(g => (Type: g.Key, Tensors: g.Count(), Numbers: g.Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b))))
            .OrderByDescending(g => g.Numbers)
            .Select(g => new StoredNumbers(SafeTensorsFile.Types.First(t => t.Value == g.Type).Key, g.Tensors, g.Numbers,
                g.Numbers * SafeTensorsFile.SizeOf(g.Type)))];
        var (parameters, problem) = Describe(folder, stored);
        var summary = TokenizerSummary.Read(folder);
        var (endings, notes) = EndingsOf(folder, config, summary);
        if (AdapterBase.IsNeeded(folder)) notes.Insert(0, $"The folder holds a LoRA adapter; what is shown is its base '{AdapterBase.Of(folder)}', with " +
            $"which it is merged where it is used{(AdapterFolder.IsClassifier(folder) ? ", as a reward model" : "")}.");
        if (problem is null && IsDecoder(folder, config) && CausalArchitectures.Read(config).TieEmbeddings
            && !ModelFolder.ReadCausalOptions(folder).TieEmbeddings)
            notes.Add("config.json ties the head to the embeddings, but the weights hold a head of its own with other numbers. The weights count, as in " +
                "transformers.");
        if (NetworkOptions.IsReward(folder, config) && config.Json["pad_token_id"] is { } pad
            && config.Json["eos_token_id"]?.ToJsonString() == pad.ToJsonString())
            notes.Add($"pad_token_id and eos_token_id are both {pad.ToJsonString()}: a row that ends with it is scored at the token before, as in " +
                $"transformers.");
        return new ModelInspection
        {
            Folder = Path.GetFullPath(folder),
            ModelType = config.Get("model_type", "not named"),
            Architecture = NetworkOptions.Architecture(config),
            Problem = problem,
            Parameters = parameters,
            WeightFiles = weights.FileCount,
            Stored = stored,
            Tokenizer = summary,
            Endings = endings,
            Notes = notes,
        };
    }

    /// <summary>Reads every tensor: names and shapes must be those that config.json implies, every number finite.</summary>
    /// <returns>How many tensors were read, and how many numbers the network's parameters are, exactly.</returns>
    /// <exception cref="CheckpointException">Something is not so, or the network cannot be built here: the message names it.</exception>
    public static (int Tensors, long Parameters) Verify(string folder) => FolderCheck.Run(folder);

    private static bool IsDecoder(string folder, ConfigFile config) =>
        ModelFolder.SupportsCausal(config.Get("model_type", "")) && !NetworkOptions.IsReward(folder, config);

    private static (string, List<string>) EndingsOf(string folder, ConfigFile config, TokenizerSummary tokenizer)
    {
        if (!IsDecoder(folder, config)) return ("", []);
        try
        {
            var loaded = ModelFolder.LoadTokenizer(folder);
            var endings = AnswerEndings.Settle(loaded, TurnEnd.OfChat(loaded), ModelFolder.ReadGenerationDefaults(folder));
            string Name(int id) => AnswerEndings.Name(loaded, id);
            return (endings.Taught is { } taught ? $"{string.Join(", ", endings.Ids.Select(Name))}; training teaches {Name(taught)}" : "none",
                [.. endings.Notes]);
        }
        catch (CheckpointException e)
        {
            return ("", tokenizer.Problem is null ? [e.Message] : []);   // else the tokenizer's own line says why
        }
    }

    private static (long, string?) Describe(string folder, StoredNumbers[] stored)
    {
        try
        {
            return ((long)NetworkOptions.Read(folder).ParameterCount, null);
        }
        catch (CheckpointException e)
        {
            return (stored.Sum(s => s.Numbers), e.Message);
        }
    }
}
