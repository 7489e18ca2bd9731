using System.Text.Json;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Tokenization;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Embeddings;

/// <summary>Turns texts into vectors of unit length, as sentence-transformers does with a BERT: mean of the last hidden states over the mask.</summary>
public sealed class SentenceEncoder : IDisposable
{
    private readonly Bert _model;
    private readonly Tokenizer _tokenizer;
    private readonly int _maxTokens;

    private SentenceEncoder(Bert model, Tokenizer tokenizer, int maxTokens) => (_model, _tokenizer, _maxTokens) = (model, tokenizer, maxTokens);

    /// <summary>Loads a sentence-transformers folder such as all-MiniLM-L6-v2.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the folder pools otherwise than by the mean.</exception>
    public static SentenceEncoder Load(string folder)
    {
        RequireMeanPooling(folder);
        var tokenizer = Tokenizer.Load(folder);
        var model = LoadBert(folder);
        var settings = Path.Combine(folder, "sentence_bert_config.json");
        var most = File.Exists(settings) ? Json(settings).GetProperty("max_seq_length").GetInt32() : model.Config.MaxPositions;
        return new SentenceEncoder(model, tokenizer, Math.Min(most, model.Config.MaxPositions));
    }

    /// <summary>Loads the encoder alone; the pooler, which sentence embeddings do not use, is left out.</summary>
    internal static Bert LoadBert(string folder)
    {
        using var weights = new WeightFiles(folder);
        var config = BertConfig.Read(ModelFolder.ReadConfig(folder));
        weights.RequireRoomFor(config.ParameterCount);
        var model = new Bert(config);
        try
        {
            weights.CopyTo(model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), stored =>
            {
                var name = stored.StartsWith("bert.", StringComparison.Ordinal) ? stored["bert.".Length..] : stored;
                return name.StartsWith("pooler.", StringComparison.Ordinal) || name == "embeddings.position_ids" ? null : name;
            });
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The vectors, in the order of the texts. A text longer than the model's limit is cut.</summary>
    public float[][] Encode(IReadOnlyList<string> texts, int batchSize = 32)
    {
        var rows = texts.Select(t => _tokenizer.EncodePair(t, null, new EncodeOptions { MaxLength = _maxTokens }).Ids).ToArray();
        var vectors = new float[texts.Count][];
        using var inference = inference_mode();
        foreach (var batch in Enumerable.Range(0, rows.Length).OrderBy(i => rows[i].Length).Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            var (ids, mask) = PaddedRows.Right([.. batch.Select(i => rows[i])]);
            var pooled = MeanOverMask(_model.Hidden(ids, mask), mask);
            var values = (pooled / pooled.norm(1, keepdim: true).clamp_min(1e-12)).data<float>().ToArray();
            var width = values.Length / batch.Length;
            for (var i = 0; i < batch.Length; i++) vectors[batch[i]] = values[(i * width)..((i + 1) * width)];
        }
        return vectors;
    }

    /// <param name="hidden">[B, T, C].</param>
    /// <returns>[B, C].</returns>
    internal static Tensor MeanOverMask(Tensor hidden, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var weights = mask.to(ScalarType.Float32).unsqueeze(-1);
        return ((hidden * weights).sum(1) / weights.sum(1)).MoveToOuterDisposeScope();
    }

    public void Dispose() => _model.Dispose();

    private static void RequireMeanPooling(string folder)
    {
        var file = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(file)) return;
        foreach (var option in Json(file).EnumerateObject())
            if (option.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && option.Value.ValueKind == JsonValueKind.True != (option.Name == "pooling_mode_mean_tokens"))
                throw new CheckpointException($"'{file}': {option.Name} is {option.Value}; only mean pooling is supported.");
    }

    private static JsonElement Json(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file));
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{file}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }
}
