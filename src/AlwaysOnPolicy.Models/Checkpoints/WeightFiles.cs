using System.Text.Json;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>The tensors of a model's folder: model.safetensors, or the shards that model.safetensors.index.json lists.</summary>
internal static class WeightFiles
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    /// <summary>The weights' files, checked to be there.</summary>
    /// <exception cref="CheckpointException">There are none, or the index is damaged or names a file that is missing.</exception>
    public static IReadOnlyList<string> Of(string folder)
    {
        var single = Path.Combine(folder, Single);
        if (File.Exists(single)) return [single];
        var index = Path.Combine(folder, Index);
        if (!File.Exists(index))
            throw new CheckpointException($"'{folder}' has neither {Single} nor {Index}: the weights are missing. Download the model again.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            string[] names = [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(p => p.Value.GetString()!).Distinct().Order(StringComparer.Ordinal)];
            foreach (var name in names)
                if (name != Path.GetFileName(name) || !File.Exists(Path.Combine(folder, name)))
                    throw new CheckpointException($"'{index}' names the file '{name}', which is not beside it. Download the model again.");
            return [.. names.Select(n => Path.Combine(folder, n))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException($"'{index}' cannot be read: {e.Message} Download it again.", e);
        }
    }

    /// <summary>Copies every tensor of the folder into the parameter of its name; types are converted, shapes must agree.</summary>
    /// <param name="parameters">By the names they have in the files.</param>
    /// <param name="rename">From a file's name to a parameter's; null leaves the tensor out.</param>
    /// <exception cref="CheckpointException">A tensor is missing, surplus, or of another shape: it is named.</exception>
    public static void Load(string folder, IReadOnlyDictionary<string, Tensor> parameters, Func<string, string?> rename)
    {
        var missing = parameters.Keys.ToHashSet(StringComparer.Ordinal);
        using var noGrad = no_grad();
        foreach (var file in Of(folder))
        {
            using var scope = NewDisposeScope();
            foreach (var (stored, value) in SafeTensors.Read(file))
            {
                if (rename(stored) is not { } name) continue;
                if (!parameters.TryGetValue(name, out var parameter))
                    throw new CheckpointException($"'{file}': tensor '{stored}' has no place in the model that config.json beside it describes. " +
                        "The two come from different models: fetch both again.");
                if (!missing.Remove(name))
                    throw new CheckpointException($"'{file}': tensor '{stored}' stands in more than one file of the model. Fetch the model again.");
                if (!parameter.shape.SequenceEqual(value.shape))
                    throw new CheckpointException($"'{file}': tensor '{stored}' is [{string.Join(", ", value.shape)}]; config.json beside it implies " +
                        $"[{string.Join(", ", parameter.shape)}]. The two come from different models: fetch both again.");
                parameter.copy_(value);
            }
        }
        if (missing.Count > 0)
            throw new CheckpointException($"'{folder}': {missing.Count} tensors are missing, the first is '{missing.Order(StringComparer.Ordinal).First()}'. " +
                "The weights are incomplete or belong to another config.json: fetch the model again.");
    }
}
