using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>The weights of a model folder: one file, or the shards that an index lists; safetensors where there are both forms, else PyTorch's .bin.</summary>
internal sealed class WeightFiles : IDisposable
{
    /// <summary>The forms of a checkpoint in the order in which they are looked for: a single file, or an index beside shards of its kind.</summary>
    private static readonly (string Single, Func<string, IWeightFile> Open)[] s_forms =
        [("model.safetensors", path => new SafeTensorsFile(path)), ("pytorch_model.bin", path => new TorchFile(path))];

    private static readonly HashSet<string> s_otherForms = [".safetensors", ".bin", ".gguf", ".pth", ".pt", ".h5", ".msgpack", ".onnx"];

    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<IWeightFile> _files = [];
    private readonly string _folder;

    /// <exception cref="CheckpointException">There are no weights, a file is damaged, or the index does not fit the shards.</exception>
    public WeightFiles(string folder)
    {
        _folder = folder;
        try
        {
            var (single, open) = s_forms.FirstOrDefault(f => IsIn(folder, f.Single));
            if (single is null)
                throw new CheckpointException(
                    $"'{folder}' has neither {string.Join(" nor ", s_forms.SelectMany(f => new[] { f.Single, IndexOf(f.Single) }))}: " +
                    $"the folder does not hold a whole model.{Others(folder)} Fetch it again.");
            if (File.Exists(Path.Combine(folder, single))) Add(open(Path.Combine(folder, single)), single);
            else OpenShards(IndexOf(single), Path.GetExtension(single), open);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the folder has weights at all.</summary>
    public static bool AreIn(string folder) => s_forms.Any(f => IsIn(folder, f.Single));

    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Refuses a model far larger than its weights before it is allocated: its config.json is not theirs.</summary>
    /// <exception cref="CheckpointException">It is so.</exception>
    public void RequireRoomFor(Int128 parameters)
    {
        var stored = _tensors.Values.Aggregate((Int128)0, (sum, t) => sum + t.Shape.Aggregate((Int128)1, (a, b) => a * b));
        if (parameters > (4 * stored) + (1 << 24))
            throw new CheckpointException($"'{_folder}': config.json implies {parameters} parameters, the weights hold {stored}. " +
                "The two come from different models: fetch both again.");
    }

    /// <summary>A tensor as stored, or null.</summary>
    public Tensor? Read(string name) => _tensors.GetValueOrDefault(name)?.Read();

    /// <summary>Every tensor of the files.</summary>
    public IReadOnlyCollection<StoredTensor> Tensors => _tensors.Values;

    /// <summary>How many files hold them.</summary>
    public int FileCount => _files.Count;

    /// <summary>Copies every tensor into the parameter of its name; types are converted, shapes must agree. All is checked before anything is read.</summary>
    /// <param name="parameters">By the names they have in the files.</param>
    /// <param name="rename">From a file's name to a parameter's; null leaves the tensor out.</param>
    /// <exception cref="CheckpointException">A tensor is missing, surplus, or of another shape: it is named.</exception>
    public void CopyTo(IReadOnlyDictionary<string, Tensor> parameters, Func<string, string?> rename)
    {
        var sources = Match(parameters, rename);
        using var noGrad = no_grad();
        foreach (var (name, tensor) in sources) tensor.CopyTo(parameters[name]);
    }

    /// <summary>The tensor of each parameter, nothing read yet; arguments and errors as of <see cref="CopyTo"/>.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Match(IReadOnlyDictionary<string, Tensor> parameters, Func<string, string?> rename)
    {
        var sources = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (stored, tensor) in _tensors)
        {
            if (rename(stored) is not { } name) continue;
            if (!parameters.TryGetValue(name, out var parameter))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' has no place in the model that config.json describes. " +
                    "The two come from different models: fetch both again.");
            if (!sources.TryAdd(name, tensor)) throw new CheckpointException($"'{_folder}': tensor '{name}' is there twice, once as '{stored}'. Fetch the " +
                "model again.");
            if (!parameter.shape.SequenceEqual(tensor.Shape))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' is [{string.Join(", ", tensor.Shape)}]; config.json beside it implies " +
                    $"[{string.Join(", ", parameter.shape)}]. The two come from different models: fetch both again.");
            if (tensor.Type is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64))
                throw new CheckpointException($"'{_folder}': tensor '{stored}' is of type {tensor.Type}; weights are floating-point numbers.");
        }
        string[] missing = [.. parameters.Keys.Where(n => !sources.ContainsKey(n)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
            throw new CheckpointException($"'{_folder}': {missing.Length} tensors are missing, the first is '{missing[0]}'. " +
                "The weights are incomplete or belong to another config.json: fetch the model again.");
        return sources;
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    /// <summary>A sentence about weights under another name or in another form; "" where there are none.</summary>
    private static string Others(string folder)
    {
        string[] names = !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f))
            .Where(n => s_otherForms.Contains(Path.GetExtension(n)) && !n.StartsWith("adapter_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return names is [var first, ..] ? $" It has {first}, a name or a form that is not read: take the model as transformers saves it." : "";
    }

    private static string IndexOf(string single) => $"{single}.index.json";

    private static bool IsIn(string folder, string single) => File.Exists(Path.Combine(folder, single)) || File.Exists(Path.Combine(folder, IndexOf(single)));

    private HashSet<string> Add(IWeightFile file, string name)
    {
        _files.Add(file);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in file.Tensors)
        {
            names.Add(tensor.Name);
            if (!_tensors.TryAdd(tensor.Name, tensor))
                throw new CheckpointException($"'{_folder}': the tensor '{tensor.Name}' of {name} is in another of the files as well. Fetch the model again.");
        }
        return names;
    }

    private void OpenShards(string index, string extension, Func<string, IWeightFile> open)
    {
        var path = Path.Combine(_folder, index);
        if (JsonFile.Read(path)["weight_map"] is not JsonObject map) throw new CheckpointException($"'{path}' has no weight_map.");
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tensor, place) in map)
        {
            var file = place is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
            if (!InnerPath.IsInner(file) || file!.IndexOfAny(['/', '\\']) >= 0 || !file.EndsWith(extension, StringComparison.Ordinal))
                throw new CheckpointException($"'{path}': '{tensor}' lies in {place?.ToJsonString()}, which is not the name of a {extension} file beside it.");
            places[tensor] = file;
        }
        foreach (var shard in places.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(_folder, shard))) throw new CheckpointException($"'{Path.Combine(_folder, shard)}' is missing, but {index} lists " +
                "it.");
            var names = Add(open(Path.Combine(_folder, shard)), shard);
            if (places.FirstOrDefault(p => p.Value == shard && !names.Contains(p.Key)).Key is { } absent)
                throw new CheckpointException($"'{path}': '{absent}' should lie in {shard}, but is not there.");
        }
    }
}
