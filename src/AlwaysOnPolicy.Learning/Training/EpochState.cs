using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>What a training over given examples has done so far. The order of an epoch derives from the seed and its number, so with weights and moments this
/// is all.</summary>
internal sealed record EpochState<TEpoch>
{
    private const string WeightsName = "weights.safetensors";
    private const string OptimizerName = "adam.safetensors";
    private const string StateName = "state.json";

    /// <summary>One record a step done.</summary>
    public List<StepRecord> Steps { get; init; } = [];

    /// <summary>One record an epoch measured, epoch 0 included.</summary>
    public List<TEpoch> Epochs { get; init; } = [];

    /// <summary>Writes it with the weights that are trained, and the optimizer's moments.</summary>
    public void Save(string folder, AdamW optimizer)
    {
        SafeTensors.Write(Path.Combine(folder, WeightsName), optimizer.NamedParameters.Select(p => (p.Name, (Tensor)p.Value)));
        optimizer.Save(Path.Combine(folder, OptimizerName));
        File.WriteAllBytes(Path.Combine(folder, StateName), JsonSerializer.SerializeToUtf8Bytes(this, CheckpointManifest.Json));
    }

    /// <summary>Reads it, and sets weights and moments to what they were.</summary>
    /// <exception cref="CheckpointException">The folder is of another model.</exception>
    public static EpochState<TEpoch> Restore(string folder, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = SafeTensors.Read(Path.Combine(folder, WeightsName));
        foreach (var (name, parameter) in optimizer.NamedParameters)
        {
            if (!weights.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(parameter.shape))
                throw new CheckpointException(
                    $"'{folder}': '{name}' is missing or of another shape: the checkpoint is of another model. Delete it, or name another folder.");
            parameter.copy_(saved);
            (parameter as MatrixWeight)?.Refresh();
        }
        optimizer.Load(Path.Combine(folder, OptimizerName));
        return JsonSerializer.Deserialize<EpochState<TEpoch>>(File.ReadAllBytes(Path.Combine(folder, StateName)), CheckpointManifest.Json)!;
    }
}
