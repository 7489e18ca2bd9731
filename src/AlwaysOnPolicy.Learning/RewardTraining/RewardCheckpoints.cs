using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>A folder of checkpoints of one reward training. Each is there wholly or not at all; a damaged one is passed over for the one before.</summary>
/// <param name="folder">Need not exist. Nobody else writes there.</param>
/// <param name="every">A checkpoint is due after so many steps, besides those after each epoch and when training is stopped; 0 makes no others.</param>
/// <param name="keep">The newest so many are kept, at least 1.</param>
public sealed class RewardCheckpoints(string folder, int every, int keep = 2)
{
    private const string Prefix = "step-";
    private const string Unfinished = ".writing-";
    private const string WeightsName = "weights.safetensors";
    private const string OptimizerName = "adam.safetensors";
    private const string StateName = "state.json";
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Steps done at the newest whole checkpoint; null where there is none.</summary>
    public int? Latest => Newest().Select(CheckpointManifest.TryRead).FirstOrDefault(m => m is not null)?.Step;

    /// <summary>After the last step of an epoch the epoch's own follows.</summary>
    internal bool IsDue(int step, int perEpoch) => every > 0 && step % every == 0 && step % perEpoch != 0;

    /// <summary>Sets weights, moments and state to those of the newest whole checkpoint.</summary>
    /// <returns>Null where there is none; nothing was changed.</returns>
    /// <exception cref="CheckpointException">It is of another run.</exception>
    internal RewardState? Restore(ScalarNetwork model, AdamW optimizer, string identity)
    {
        if (Newest().Select(path => (Path: path, Manifest: CheckpointManifest.TryRead(path))).FirstOrDefault(c => c.Manifest is not null) is not { Manifest: { } manifest, Path: var place })
            return null;
        if (manifest.Identity != identity)
            throw new CheckpointException($"'{place}' is a checkpoint of another training: its seed, pairs or settings differ. Delete it, or name another folder.");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = SafeTensors.Read(Path.Combine(place, WeightsName));
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!weights.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(parameter.shape))
                throw new CheckpointException($"'{place}': '{name}' is missing or of another shape: the checkpoint is of another model. Delete it, or name another folder.");
            parameter.copy_(saved);
        }
        optimizer.Load(Path.Combine(place, OptimizerName));
        return JsonSerializer.Deserialize<RewardState>(File.ReadAllBytes(Path.Combine(place, StateName)), s_json);
    }

    /// <summary>Writes a checkpoint under a temporary name, flushes it to disk, renames it, and deletes those that are too old.</summary>
    internal void Save(RewardState state, string identity, ScalarNetwork model, AdamW optimizer)
    {
        Directory.CreateDirectory(folder);
        foreach (var leftover in Directory.EnumerateDirectories(folder, Unfinished + "*")) Directory.Delete(leftover, recursive: true);

        // Of two at one step, such as before and after the epoch is measured, the later one counts.
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Steps.Count:000000}-{state.Epochs.Count:000}");
        var temporary = Directory.CreateDirectory(Path.Combine(folder, Unfinished + name)).FullName;
        SafeTensors.Write(Path.Combine(temporary, WeightsName), model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        optimizer.Save(Path.Combine(temporary, OptimizerName));
        File.WriteAllBytes(Path.Combine(temporary, StateName), JsonSerializer.SerializeToUtf8Bytes(state, s_json));
        CheckpointManifest.Seal(temporary, state.Steps.Count, identity);

        var place = Path.Combine(folder, name);
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);   // a damaged one, or the same
        Directory.Move(temporary, place);
        foreach (var old in Newest().Skip(Math.Max(1, keep))) Directory.Delete(old, recursive: true);
    }

    /// <summary>By name, the newest first.</summary>
    private string[] Newest() => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder, Prefix + "*").OrderDescending(StringComparer.Ordinal)]
        : [];
}
