using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>The weights of a model folder: model.safetensors, or the shards that model.safetensors.index.json lists.</summary>
internal sealed class WeightFiles : IDisposable
{
    public const string Single = "model.safetensors";
    public const string Index = "model.safetensors.index.json";

    private readonly Dictionary<string, (SafeTensorsFile File, SafeTensorsFile.Entry Entry)> _tensors = new(StringComparer.Ordinal);
    private readonly List<SafeTensorsFile> _files = [];
    private readonly string _folder;

    /// <exception cref="CheckpointException">There are no weights, a file is damaged, or the index does not fit the shards.</exception>
    public WeightFiles(string folder)
    {
        _folder = folder;
        try
        {
            if (File.Exists(Path.Combine(folder, Single))) Open(Single);
            else if (File.Exists(Path.Combine(folder, Index))) OpenShards();
            else throw new CheckpointException(Missing());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the folder has weights at all.</summary>
    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, Single)) || File.Exists(Path.Combine(folder, Index));

    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Refuses a model far larger than its weights before it is allocated: its config.json is not theirs.</summary>
    /// <exception cref="CheckpointException">It is so.</exception>
    public void RequireRoomFor(Int128 parameters)
    {
        var stored = _tensors.Values.Sum(t => t.Entry.Shape.Aggregate(1L, (a, b) => a * b));
        if (parameters > (4 * (Int128)stored) + (1 << 24))
            throw new CheckpointException($"'{_folder}': config.json implies {parameters} parameters, the weights hold {stored}. " +
                "The two come from different models: fetch both again.");
    }

    /// <summary>A tensor as stored, or null.</summary>
    public Tensor? Read(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor.File.Read(tensor.Entry) : null;

    /// <summary>Copies every tensor into the parameter of its name; types are converted, shapes must agree. All is checked before anything is read.</summary>
    /// <param name="parameters">By the names they have in the files.</param>
    /// <param name="rename">From a file's name to a parameter's; null leaves the tensor out.</param>
    /// <exception cref="CheckpointException">A tensor is missing, surplus, or of another shape: it is named.</exception>
    public void CopyTo(IReadOnlyDictionary<string, Tensor> parameters, Func<string, string?> rename)
    {
        var sources = new Dictionary<string, (SafeTensorsFile File, SafeTensorsFile.Entry Entry)>(StringComparer.Ordinal);
        foreach (var (stored, tensor) in _tensors)
        {
            if (rename(stored) is not { } name) continue;
            if (!parameters.TryGetValue(name, out var parameter))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' has no place in the model that config.json describes. " +
                    "The two come from different models: fetch both again.");
            if (!sources.TryAdd(name, tensor)) throw new CheckpointException($"'{_folder}': tensor '{name}' is there twice, once as '{stored}'. Fetch the model again.");
            if (!parameter.shape.SequenceEqual(tensor.Entry.Shape))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' is [{string.Join(", ", tensor.Entry.Shape)}]; config.json beside it implies " +
                    $"[{string.Join(", ", parameter.shape)}]. The two come from different models: fetch both again.");
            if (tensor.Entry.Type is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' is of type {tensor.Entry.Type}; weights are floating-point numbers.");
        }
        string[] missing = [.. parameters.Keys.Where(n => !sources.ContainsKey(n)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
            throw new CheckpointException($"'{_folder}': {missing.Length} tensors are missing, the first is '{missing[0]}'. " +
                "The weights are incomplete or belong to another config.json: fetch the model again.");

        using var noGrad = no_grad();
        foreach (var (name, (file, entry)) in sources)
        {
            using var scope = NewDisposeScope();
            parameters[name].copy_(file.Read(entry));
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private SafeTensorsFile Open(string name)
    {
        var file = new SafeTensorsFile(Path.Combine(_folder, name));
        _files.Add(file);
        foreach (var entry in file.Entries.Values)
            if (!_tensors.TryAdd(entry.Name, (file, entry)))
                throw new CheckpointException($"'{_folder}': the tensor '{entry.Name}' is in two of the files that {Index} lists.");
        return file;
    }

    private void OpenShards()
    {
        var path = Path.Combine(_folder, Index);
        if (JsonFile.Read(path)["weight_map"] is not JsonObject map) throw new CheckpointException($"'{path}' has no weight_map.");
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tensor, place) in map)
        {
            var file = place is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
            if (file is null || Path.GetFileName(file) != file || !file.EndsWith(".safetensors", StringComparison.Ordinal))
                throw new CheckpointException($"'{path}': '{tensor}' lies in {place?.ToJsonString()}, which is not the name of a .safetensors file beside it.");
            places[tensor] = file;
        }
        foreach (var shard in places.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(_folder, shard))) throw new CheckpointException($"'{Path.Combine(_folder, shard)}' is missing, but {Index} lists it.");
            var file = Open(shard);
            if (places.FirstOrDefault(p => p.Value == shard && !file.Entries.ContainsKey(p.Key)).Key is { } absent)
                throw new CheckpointException($"'{path}': '{absent}' should lie in {shard}, but is not there.");
        }
    }

    private string Missing() =>
        File.Exists(Path.Combine(_folder, "pytorch_model.bin")) || File.Exists(Path.Combine(_folder, "pytorch_model.bin.index.json"))
            ? $"'{_folder}' has its weights as pytorch_model.bin only; they are read as {Single}. Save the model with safe_serialization=True."
            : $"'{_folder}' has neither {Single} nor {Index}: the folder does not hold a whole model. Fetch it again.";
}
