using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads every tensor of a model folder: names and shapes are those that config.json implies, and every number is finite. Of an adapter's folder: of
/// its base
/// and of the adapter, which must fit it.</summary>
/// <remarks>Needs room for the largest tensor, and for the network's embeddings: it is made for its names and shapes alone, and its other weights are never
/// touched.</remarks>
internal static class FolderCheck
{
    /// <returns>How many tensors were read, and how many numbers the network's parameters are.</returns>
    /// <exception cref="CheckpointException">A file is damaged; the architecture or an option is not supported; a tensor is missing, surplus, of
    /// another shape, or holds a number that is not finite: it is named.</exception>
    public static (int Tensors, long Parameters) Run(string folder)
    {
        var place = AdapterBase.Or(folder);
        using var weights = new WeightFiles(place);
        var parameters = RequireNames(folder, weights);
        foreach (var tensor in weights.Tensors) RequireFinite(place, tensor);
        var adapter = AdapterBase.IsNeeded(folder) ? Numbers(folder, AdapterTensors.PathIn(folder)) : 0;
        return (weights.Tensors.Count + Beside(folder, ValueHeadFile.Name) + adapter, parameters);
    }

    private static long RequireNames(string folder, WeightFiles weights)
    {
        var options = NetworkOptions.Read(folder);
        weights.RequireRoomFor(options.ParameterCount);
        using var type = WeightType.Set(ScalarType.BFloat16);
        using var unfilled = WeightType.Unfilled();
        using var network = options.Create();
        var parameters = options.Parameters(network);
        var needed = AdapterFolder.LabelsIn(folder) is null ? parameters : parameters.Where(p => p.Key != ModelFolder.ScoreName).ToDictionary();
        weights.Match(needed, stored => options.Rename(network, stored) is { } name && (needed.ContainsKey(name) || !parameters.ContainsKey(name))
            ? name : null);
        if (AdapterBase.IsNeeded(folder)) RequireAdapter(folder, network);
        return parameters.Values.Sum(p => p.numel());
    }

    private static void RequireAdapter(string folder, nn.Module network)
    {
        using var adapter = network switch
        {
            CausalModel model => AdapterFolder.Attach(model, folder),
            RewardNetwork reward => AdapterFolder.Attach(reward.Trunk, folder, reward.ScoreWeight),
            _ => throw AdapterBase.NotMerged(folder),
        };
    }

    private static void RequireFinite(string folder, StoredTensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = tensor.Read();
        if (!values.is_floating_point()) return;
        var wrong = values.numel() - values.isfinite().sum().item<long>();
        if (wrong > 0)
            throw new CheckpointException($"'{folder}': tensor '{tensor.Name}' has {wrong} of {values.numel()} numbers that are not finite. " +
                "The training that wrote it diverged, or the file is damaged: fetch the model again or take an earlier checkpoint.");
    }

    /// <returns>How many tensors a file of the folder has; none where there is no such file.</returns>
    private static int Beside(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? Numbers(folder, path) : 0;
    }

    /// <returns>How many tensors a file has.</returns>
    private static int Numbers(string folder, string path)
    {
        using var file = AdapterTensors.Open(path);
        var count = 0;
        foreach (var tensor in file.Tensors)
        {
            RequireFinite(folder, tensor);
            count++;
        }
        return count;
    }
}
