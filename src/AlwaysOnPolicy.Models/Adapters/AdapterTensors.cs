using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>adapter_model.safetensors: an adapter's own tensors, and what it trains of the model itself, by PEFT's names.</summary>
internal static class AdapterTensors
{
    internal const string FileName = "adapter_model.safetensors";
    private static readonly string[] s_files = [FileName, "adapter_model.bin"];
    private const string ScoreName = "score.weight";
    private const string Prefix = "base_model.model.", Inner = ".base_layer.", Wrapper = ".modules_to_save.";

    /// <summary>What PEFT writes of an adapter. A layer that has a pair stands one step deeper there, and its bias with it.</summary>
    public static Dictionary<string, Parameter> Named(LoraAdapter adapter) => adapter.Parameters.Select(p => (Key: Prefix + p.Name, p.Value))
        .Concat(adapter.Trained.Select(t => (Key: Prefix + Outer(adapter, t.Name), t.Value))).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

    /// <summary>Sets an adapter, and of the model what is trained with it, to a file's numbers.</summary>
    /// <param name="folder">The adapter's.</param>
    /// <param name="score">A classifier's head on the model, which the file then may hold too.</param>
    /// <exception cref="CheckpointException">The file is damaged, or the adapter is of another model: the tensor is named.</exception>
    public static void Fill(CausalModel model, LoraAdapter adapter, string folder, Parameter? score = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var path = PathIn(folder);
        using var file = Open(path);
        var (pairs, models) = (adapter.Parameters.ToDictionary(p => p.Name, p => p.Value),
            model.named_parameters().ToDictionary(p => p.name, p => p.parameter));
        if (score is not null) models.Add(ScoreName, score);
        var stored = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        bool IsKnown(string name) => pairs.ContainsKey(name) || models.ContainsKey(name);
        // A base that sees pictures has its text part one step deeper, and adapters on the rest of it, which is not built.
        string? InModel(string name) => IsKnown(name) ? name : model.OwnName(name) is not { } own ? null : IsKnown(own) ? own : name;
        foreach (var tensor in file.Tensors)
            if (InModel(OwnName(tensor.Name)) is { } name) stored[name] = tensor.Read();
        var kept = adapter.Trained.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        bool IsTrained(string name) => adapter.IsTrained(name) || name == model.EmbeddingName || name == $"{model.HeadName}.weight" || name == ScoreName;

        foreach (var (name, value) in stored)
        {
            if (pairs.ContainsKey(name)) continue;
            if (!models.TryGetValue(name, out var own) || !IsTrained(name)) throw OfAnother($"'{Prefix}{name}' has no place in the model and " +
                "adapter_config.json's targets");
            if (own.shape.SequenceEqual(value.shape)) continue;
            if (name == ScoreName) throw OfAnother($"'{Prefix}{name}' is [{string.Join(", ", value.shape)}], the head of one label is " +
                $"[{string.Join(", ", own.shape)}]");
            throw new CheckpointException(
                $"'{path}': '{Prefix}{name}' is [{string.Join(", ", value.shape)}], in the base model it is [{string.Join(", ", own.shape)}]: the vocabulary " +
                "was resized for this training, which is not supported. Merge the adapter into its model with PEFT (merge_and_unload) and give the merged " +
                "folder.");
        }
        foreach (var (name, parameter) in pairs)
        {
            if (!stored.TryGetValue(name, out var value)) throw OfAnother($"'{Prefix}{name}' is missing");
            if (!value.shape.SequenceEqual(parameter.shape) || !value.is_floating_point())
                throw OfAnother($"'{Prefix}{name}' is {value.dtype} [{string.Join(", ", value.shape)}]; model and r imply " +
                    $"[{string.Join(", ", parameter.shape)}]");
        }
        // PEFT before and after some versions leaves out the biases of lora_only: they then are the base model's.
        if (models.Keys.FirstOrDefault(n => adapter.IsTrained(n) && !stored.ContainsKey(n) && adapter.All.Bias != LoraBias.LoraOnly) is { } missing)
            throw OfAnother($"'{Prefix}{missing}' is missing");

        foreach (var (name, value) in stored)
        {
            if (!pairs.TryGetValue(name, out var parameter))
            {
                parameter = models[name];
                if (!kept.Contains(name) && name != ScoreName) adapter.Keep(name, parameter);
            }
            parameter.copy_(value);
        }

        CheckpointException OfAnother(string problem) => new($"'{path}': {problem}. The adapter was trained on another model, or the two files are not of " +
            "one adapter.");
    }

    /// <summary>The labels of the classifier's head that a folder's adapter holds; null where it holds none, or no file.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static long? LabelsIn(string folder)
    {
        if (Find(folder) is not { } path) return null;
        using var file = Open(path);
        return file.Tensors.FirstOrDefault(t => OwnName(t.Name) == ScoreName)?.Shape[0];
    }

    /// <summary>The file of an adapter's tensors; old versions of PEFT wrote PyTorch's form.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static string PathIn(string folder) => Find(folder)
        ?? throw new CheckpointException($"'{folder}' holds an adapter's {AdapterBase.ConfigName} and neither {string.Join(" nor ", s_files)}. " +
            "Fetch it again.");

    private static string? Find(string folder) => s_files.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists);

    /// <exception cref="CheckpointException">It is damaged.</exception>
    public static IWeightFile Open(string path) =>
        Path.GetExtension(path) == ".bin" ? new TorchFile(path) : new SafeTensorsFile(path);

    private static string Outer(LoraAdapter adapter, string name)
    {
        var dot = name.LastIndexOf('.');
        return adapter.Has(name[..dot]) ? $"{name[..dot]}{Inner}{name[(dot + 1)..]}" : name;
    }

    /// <summary>The name of a file's tensor in the model or the adapter.</summary>
    private static string OwnName(string key) => (key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key)
        .Replace(Inner, ".", StringComparison.Ordinal).Replace(Wrapper, ".", StringComparison.Ordinal);
}
