using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo.Checkpoints;

/// <summary>A folder of checkpoints of one iteration. Each is there wholly or not at all; a damaged one is passed over for the one before.</summary>
/// <param name="folder">Need not exist. Nobody else writes there.</param>
/// <param name="every">A checkpoint is due after so many steps; 0 makes none but the one when the run is stopped.</param>
/// <param name="keep">The newest so many are kept, at least 1; older ones are deleted when a new one is there.</param>
public sealed class PpoCheckpoints(string folder, int every, int keep)
{
    private const string Prefix = "step-";
    private const string Unfinished = ".writing-";

    /// <summary>Whether one is due after this many steps. After the last step none is: the iteration's own output follows.</summary>
    public bool IsDue(int step, int totalSteps) => every > 0 && step % every == 0 && step < totalSteps;

    /// <summary>The newest whole checkpoint; null where there is none.</summary>
    public PpoCheckpoint? FindLatest() => Newest()
        .Select(path => (path, manifest: CheckpointManifest.TryRead(path)))
        .Where(c => c.manifest is not null)
        .Select(c => new PpoCheckpoint(c.path, c.manifest!.Step, c.manifest.Identity))
        .FirstOrDefault();

    /// <summary>Writes a checkpoint under a temporary name, flushes it to disk, renames it, and deletes those that are too old.</summary>
    /// <param name="records">Of the steps done.</param>
    internal void Save(int step, string identity, Policy policy, PpoTrainer trainer, IReadOnlyList<PpoStepRecord> records)
    {
        Directory.CreateDirectory(folder);
        foreach (var leftover in Directory.EnumerateDirectories(folder, Unfinished + "*")) Directory.Delete(leftover, recursive: true);

        var name = Prefix + step.ToString("000000", CultureInfo.InvariantCulture);
        var temporary = Path.Combine(folder, Unfinished + name);
        var model = Path.Combine(temporary, PpoCheckpoint.ModelName);
        if (policy.Model.Adapter is null) ModelFolder.SaveCausal(policy.Model, model, policy.Tokenizer, trainer.ValueHead, policy.Defaults);
        else AdapterFolder.Save(policy.Model, model, trainer.ValueHead);   // merged weights would not go on bit for bit, and the base does not change
        trainer.SaveState(Path.Combine(temporary, PpoCheckpoint.TrainerName));
        File.WriteAllLines(Path.Combine(temporary, PpoCheckpoint.MetricsName), records.Select(r => JsonSerializer.Serialize(r, PpoCheckpoint.Json)));
        File.WriteAllLines(Path.Combine(temporary, PpoCheckpoint.TimesName), records.Select(r => JsonSerializer.Serialize(r.Times, PpoCheckpoint.Json)));
        CheckpointManifest.Seal(temporary, step, identity);

        var place = Path.Combine(folder, name);
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);   // a damaged one: a whole one would have been gone on from
        Directory.Move(temporary, place);
        foreach (var old in Newest().Skip(Math.Max(1, keep))) Directory.Delete(old, recursive: true);
    }

    /// <summary>By name, the newest first.</summary>
    private string[] Newest() => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder, Prefix + "*").OrderDescending(StringComparer.Ordinal)]
        : [];
}
