using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Encodings;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Embeddings;

/// <summary>Turns texts into vectors of unit length, as sentence-transformers does with a BERT or ModernBERT: mean of the last hidden states over the
/// mask.</summary>
public sealed class SentenceEncoder : ISentenceEncoder
{
    private readonly Encoder _model;
    private readonly Tokenizer _tokenizer;
    private readonly int _maxTokens;

    private SentenceEncoder(Encoder model, Tokenizer tokenizer, int maxTokens) => (_model, _tokenizer, _maxTokens) = (model, tokenizer, maxTokens);

    /// <summary>Loads a sentence-transformers folder such as all-MiniLM-L6-v2.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, the tokenizer is another model's, or the folder makes its vectors otherwise
    /// than by the mean.</exception>
    public static SentenceEncoder Load(string folder)
    {
        var tokenizer = LookAt(folder);
        var settings = FileOrNull(folder, "sentence_bert_config.json");
        settings?.Require("do_lower_case", false, false);
        var model = LoadEncoder(folder);
        return new SentenceEncoder(model, tokenizer, Math.Min(settings?.Size("max_seq_length", model.MaxPositions) ?? model.MaxPositions, model.MaxPositions));
    }

    /// <summary>Looks whether <see cref="Load"/> could load it, without reading weights.</summary>
    /// <returns>Its tokenizer.</returns>
    /// <exception cref="CheckpointException">As of <see cref="Load"/>; or it is no such encoder.</exception>
    public static Tokenizer LookAt(string folder)
    {
        RequireMeanPooling(folder);
        EncoderArchitectures.ReadBare(ModelFolder.ReadConfig(folder));
        var tokenizer = Tokenizer.Load(folder);
        ModelFolder.RequireFit(folder, tokenizer);
        return tokenizer;
    }

    /// <summary>Loads the encoder alone; the pooler, which sentence embeddings do not use, is left out.</summary>
    internal static Encoder LoadEncoder(string folder) => ModelFolder.Load(folder, EncoderArchitectures.ReadBare);

    /// <summary>The vectors, in the order of the texts. A text longer than the model's limit is cut.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before each batch.</exception>
    public float[][] Encode(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancel = default)
    {
        var rows = texts.Select(t => _tokenizer.EncodePair(t, null, new EncodeOptions { MaxLength = _maxTokens }).Ids).ToArray();
        var vectors = new float[texts.Count][];
        using var inference = inference_mode();
        foreach (var batch in Enumerable.Range(0, rows.Length).OrderBy(i => rows[i].Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
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

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _model.Dispose();

    private static void RequireMeanPooling(string folder)
    {
        if (FileOrNull(folder, Path.Combine("1_Pooling", "config.json")) is not { } pooling) return;
        foreach (var mode in pooling.Json.Select(o => o.Key).Where(k => k.StartsWith("pooling_mode_", StringComparison.Ordinal)))
            pooling.Require(mode, false, mode == "pooling_mode_mean_tokens");
    }

    private static ConfigFile? FileOrNull(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? new ConfigFile(JsonFile.Read(path), path) : null;
    }
}
