using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Encoders that are trained as reward models: DeBERTa as a classifier with one label.</summary>
public static class EncoderFolder
{
    private const string Trunk = "deberta.";

    /// <summary>Whether the folder's config.json names one.</summary>
    /// <exception cref="CheckpointException">The folder is no model folder.</exception>
    public static bool IsOne(string folder) => ModelFolder.ReadConfig(folder).Get<string>("model_type") == "deberta-v2";

    /// <summary>Loads the classifier; where the folder holds the bare encoder, or one with another head, with a pooler and a head drawn from N(0, 0.02²).</summary>
    /// <param name="seed">Of a new pooler and head.</param>
    /// <exception cref="CheckpointException">As <see cref="ModelFolder.LoadCausal"/>; or the encoder tells the two texts apart by token types.</exception>
    public static ScalarNetwork Load(string folder, ulong seed)
    {
        var config = ModelFolder.ReadConfig(folder);
        var options = DebertaV2Config.Read(config);
        if (options.TypeCount > 0) throw config.Wrong("type_vocab_size", $"is {options.TypeCount}; an encoder with token types is scored, but not trained here");
        using var weights = new WeightFiles(folder);
        if (weights.Names.Contains("classifier.weight"))
        {
            ModelFolder.RequireOneLabel(config);
            var whole = ModelFolder.Load(folder, DebertaV2Config.Read);
            whole.StoredType = ModelFolder.StoredTypeOf(folder);
            return whole;
        }
        weights.RequireRoomFor(options.ParameterCount);
        var model = options.Create();
        model.StoredType = ModelFolder.StoredTypeOf(folder);
        try
        {
            var trunk = ModelFolder.Parameters(model).Where(p => p.Key.StartsWith(Trunk, StringComparison.Ordinal)).ToDictionary(p => p.Key, p => p.Value);
            weights.CopyTo(trunk, stored => stored.StartsWith(Trunk, StringComparison.Ordinal) ? options.Rename(stored) : null);
            using var noGrad = no_grad();
            foreach (var (name, parameter) in model.named_parameters().Where(p => !p.name.StartsWith(Trunk, StringComparison.Ordinal) && p.name.EndsWith(".weight", StringComparison.Ordinal)))
            {
                var random = SeededRandom.For(seed, "reward head", name);
                using var values = tensor(Enumerable.Range(0, (int)parameter.numel()).Select(_ => (float)(0.02 * random.NextGaussian())).ToArray(), parameter.shape);
                parameter.copy_(values);
            }
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes the folder of what <see cref="Load"/> gave.</summary>
    /// <exception cref="ArgumentException">It is another network.</exception>
    public static void Save(ScalarNetwork network, string folder, Tokenizer tokenizer, SavedType saved = SavedType.Float32)
    {
        using var scope = NewDisposeScope();
        var type = saved == SavedType.Own ? network.StoredType : null;
        if (network is not DebertaV2 encoder) throw new ArgumentException($"{network.GetName()} is no encoder.", nameof(network));
        Directory.CreateDirectory(folder);
        var config = encoder.Config.Json.DeepClone().AsObject();
        config["architectures"] = new JsonArray("DebertaV2ForSequenceClassification");
        config["num_labels"] = 1;
        config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        config["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        config.Remove("dtype");
        config["torch_dtype"] = ModelFolder.NameOf(type ?? ScalarType.Float32);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), network.named_parameters().Select(p => (p.name, ModelFolder.As(p.parameter, type))), SafeTensors.OfPyTorch);
        tokenizer.CopyFilesTo(folder);
        Durable.Flush(folder);
    }
}
