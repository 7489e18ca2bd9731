using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads every tensor of a model folder: names and shapes are those that config.json implies, and every number is finite.</summary>
/// <remarks>Needs room for the largest tensor, and for the network's embeddings: it is made for its names and shapes alone, and its other weights are never touched.</remarks>
internal static class FolderCheck
{
    /// <returns>How many tensors were read, and how many numbers the network's parameters are.</returns>
    /// <exception cref="CheckpointException">A file is damaged; the architecture or an option is not supported; a tensor is missing, surplus, of
    /// another shape, or holds a number that is not finite: it is named.</exception>
    public static (int Tensors, long Parameters) Run(string folder)
    {
        using var weights = new WeightFiles(folder);
        var parameters = RequireNames(NetworkOptions.Read(folder), weights);
        foreach (var tensor in weights.Tensors) RequireFinite(folder, tensor);
        return (weights.Tensors.Count + CheckValueHead(folder), parameters);
    }

    private static long RequireNames(NetworkOptions options, WeightFiles weights)
    {
        weights.RequireRoomFor(options.ParameterCount);
        using var type = WeightType.Set(ScalarType.BFloat16);
        using var unfilled = WeightType.Unfilled();
        using var network = options.Create();
        var parameters = options.Parameters(network);
        weights.Match(parameters, stored => options.Rename(network, stored));
        return parameters.Values.Sum(p => p.numel());
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

    /// <returns>How many tensors it has; none where the folder has no such file.</returns>
    private static int CheckValueHead(string folder)
    {
        var path = Path.Combine(folder, ValueHeadFile.Name);
        if (!File.Exists(path)) return 0;
        using var file = new SafeTensorsFile(path);
        foreach (var tensor in file.Tensors) RequireFinite(folder, tensor);
        return file.Entries.Count;
    }
}
