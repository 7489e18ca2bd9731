using System.Globalization;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>A folder of checkpoints of one training. Each is there wholly or not at all; a damaged one is passed over for the one before.</summary>
/// <param name="folder">Need not exist. Nobody else writes there.</param>
/// <param name="every">A checkpoint is due after so many steps, besides those after an epoch and when a training is stopped; 0 makes no others.</param>
/// <param name="keep">The newest so many are kept, at least 1; older ones are deleted when a new one is there.</param>
public sealed class Checkpoints(string folder, int every, int keep = 2)
{
    private const string Prefix = "step-";

    /// <summary>The newest whole checkpoint, whatever training it is of; null where there is none.</summary>
    public Checkpoint? FindLatest() => Newest()
        .Select(path => (Path: path, Manifest: CheckpointManifest.TryRead(path)))
        .Where(c => c.Manifest is not null)
        .Select(c => new Checkpoint(c.Path, c.Manifest!.Step, c.Manifest.Identity))
        .FirstOrDefault();

    /// <summary>The newest whole checkpoint of one training.</summary>
    /// <exception cref="CheckpointException">It is of another one.</exception>
    internal Checkpoint? FindLatest(string identity)
    {
        var latest = FindLatest();
        if (latest is not null && latest.Identity != identity)
            throw new CheckpointException($"'{latest.Folder}' is a checkpoint of another training: its seed, data or settings differ. Delete it, or name another folder.");
        return latest;
    }

    /// <summary>After the last step none is: what the training leaves follows.</summary>
    internal bool IsDue(int step, int totalSteps) => every > 0 && step % every == 0 && step < totalSteps;

    /// <summary>Writes a checkpoint, and deletes those that are too old.</summary>
    /// <param name="write">Fills the folder whose path it is given.</param>
    internal void Save(int step, string identity, Action<string> write)
    {
        Directory.CreateDirectory(folder);
        foreach (var leftover in Directory.EnumerateDirectories(folder, Durable.TemporaryPrefix + "*")) Durable.DeleteQuietly(leftover);

        var place = Path.Combine(folder, Prefix + step.ToString("000000", CultureInfo.InvariantCulture));
        Durable.WriteFolder(place, temporary =>
        {
            write(temporary);
            CheckpointManifest.Seal(temporary, step, identity);
        });

        // Those of later steps were passed over when this training began: they are damaged, and must not push out whole ones.
        string[] kept = [.. Newest().Where(path => string.CompareOrdinal(path, place) <= 0).Take(Math.Max(1, keep))];
        foreach (var other in Newest().Except(kept)) Durable.DeleteQuietly(other);
    }

    /// <summary>By name, the newest first.</summary>
    private string[] Newest() => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder, Prefix + "*").OrderDescending(StringComparer.Ordinal)]
        : [];
}
