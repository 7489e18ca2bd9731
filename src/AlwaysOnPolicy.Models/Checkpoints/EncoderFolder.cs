using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Encodings;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Encoders that are trained as reward models: classifiers with one label.</summary>
public static class EncoderFolder
{
    /// <summary>Whether the folder's config.json names one.</summary>
    /// <exception cref="CheckpointException">The folder is no model folder.</exception>
    public static bool IsOne(string folder) => EncoderArchitectures.Has(ModelFolder.ReadConfig(folder).Get<string>("model_type"));

    /// <summary>Loads the classifier; where the folder holds the bare encoder, or one with another head, what is missing of the head is drawn from N(0,
    /// 0.02²).</summary>
    /// <param name="seed">Of what is drawn.</param>
    /// <exception cref="CheckpointException">As <see cref="ModelFolder.LoadCausal"/>.</exception>
    public static ScalarNetwork Load(string folder, ulong seed)
    {
        var config = ModelFolder.ReadConfig(folder);
        var options = EncoderArchitectures.ReadClassifier(config);
        using var weights = new WeightFiles(folder);
        weights.RequireRoomFor(options.ParameterCount);
        var model = options.Create();
        model.StoredType = ModelFolder.StoredTypeOf(folder);
        try
        {
            if (model.HasTypes) model.SeparatorId = SeparatorOf(ModelFolder.LoadTokenizer(folder));
            var own = ModelFolder.Parameters(model);
            var isClassifier = weights.Names.Contains(model.HeadName);
            if (isClassifier) ModelFolder.RequireOneLabel(config);
            var stored = weights.Names.Select(options.Rename).ToHashSet(StringComparer.Ordinal);
            bool IsDrawn(string name) => !isClassifier && !stored.Contains(name)
                && (!name.StartsWith(model.TrunkPrefix, StringComparison.Ordinal) || name.Contains(".pooler.", StringComparison.Ordinal));
            weights.CopyTo(own.Where(p => !IsDrawn(p.Key)).ToDictionary(), name => options.Rename(name) is { } renamed
                && (own.ContainsKey(renamed) || isClassifier || renamed.StartsWith(model.TrunkPrefix, StringComparison.Ordinal)) ? renamed : null);
            Draw(model.named_parameters().Where(p => IsDrawn(p.name) && p.name.EndsWith(".weight", StringComparison.Ordinal)
                && !p.name.Contains("norm", StringComparison.OrdinalIgnoreCase)), seed);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The token between the two texts of a pair; null where the tokenizer gives both one type.</summary>
    private static int? SeparatorOf(Tokenizer tokenizer)
    {
        var pair = tokenizer.EncodePair("a", "b", new EncodeOptions());
        var second = Array.FindIndex([.. pair.TypeIds], t => t > 0);
        return second > 0 ? pair.Ids[second - 1] : null;
    }

    private static void Draw(IEnumerable<(string Name, TorchSharp.Modules.Parameter Value)> parameters, ulong seed)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            var random = SeededRandom.For(seed, "reward head", name);
            using var values = tensor(Enumerable.Range(0, (int)parameter.numel()).Select(_ => (float)(0.02 * random.NextGaussian())).ToArray(),
                parameter.shape);
            parameter.copy_(values);
        }
    }

    /// <summary>Writes the folder of what <see cref="Load"/> gave.</summary>
    /// <exception cref="ArgumentException">It is another network.</exception>
    public static void Save(ScalarNetwork network, string folder, Tokenizer tokenizer, SavedType saved = SavedType.Float32)
    {
        using var scope = NewDisposeScope();
        var type = saved == SavedType.Own ? network.StoredType : null;
        if (network is not EncoderClassifier encoder) throw new ArgumentException($"{network.GetName()} is no encoder.", nameof(network));
        Directory.CreateDirectory(folder);
        var config = encoder.ConfigJson.DeepClone().AsObject();
        config["architectures"] = new JsonArray(encoder.TransformersName);
        config["num_labels"] = 1;
        config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        config["label2id"] = new JsonObject { ["LABEL_0"] = 0 };
        ModelFolder.WriteType(config, type ?? ScalarType.Float32);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), network.named_parameters().Select(p => (p.name, ModelFolder.As(p.parameter, type))),
            SafeTensors.OfPyTorch);
        tokenizer.CopyFilesTo(folder);
        Durable.Flush(folder);
    }
}
