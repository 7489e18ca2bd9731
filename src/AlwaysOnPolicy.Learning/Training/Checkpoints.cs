using System.Globalization;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>A folder of checkpoints of one training. Each is there wholly or not at all; a damaged one is passed over for the one before.</summary>
/// <param name="folder">Need not exist. Nobody else writes there.</param>
/// <param name="every">A checkpoint is due after so many steps, besides those after an epoch, when a training is stopped, and by the clock; 0 counts no
/// steps.</param>
/// <param name="keep">The newest so many are kept, at least 1; older ones are deleted when a new one is there.</param>
/// <param name="seconds">One is also due when so much time has passed since the last, so that slow steps lose no more to a kill; and where writing one takes
/// long, ten times as long as that, so that no more than a tenth of the time goes into them. 0 goes by steps alone.</param>
/// <param name="time">The clock.</param>
public sealed class Checkpoints(string folder, int every, int keep = 2, int seconds = 60, TimeProvider? time = null)
{
    private const int Share = 10;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _saved = (time ?? TimeProvider.System).GetTimestamp();
    private TimeSpan _took;

    private const string Prefix = "step-";

    /// <summary>Is told of a checkpoint that is damaged, or of another version, and passed over; a sentence that names its folder.</summary>
    public Action<string>? OnDamaged { get; init; }

    /// <summary>The newest whole checkpoint, whatever training it is of; null where there is none.</summary>
    public Checkpoint? FindLatest()
    {
        foreach (var path in Newest())
        {
            if (CheckpointManifest.TryRead(path) is { } manifest) return new(path, manifest.Step, manifest.Identity);
            OnDamaged?.Invoke($"The checkpoint '{path}' is damaged, or of another version, and is passed over: the training goes on from the one before, or " +
                "begins anew.");
        }
        return null;
    }

    /// <summary>The newest whole checkpoint of one training.</summary>
    /// <exception cref="CheckpointException">It is of another one.</exception>
    internal Checkpoint? FindLatest(string identity)
    {
        var latest = FindLatest();
        if (latest is not null && latest.Identity != identity)
            throw new CheckpointException(
                $"'{latest.Folder}' is a checkpoint of another training: its seed, data or settings differ. Delete it, or name another folder.");
        return latest;
    }

    /// <summary>After the last step none is: what the training leaves follows.</summary>
    internal bool IsDue(int step, int totalSteps) => step < totalSteps && ((every > 0 && step % every == 0) || IsTime);

    private bool IsTime => seconds > 0 && _time.GetElapsedTime(_saved) >= TimeSpan.FromSeconds(seconds) && _time.GetElapsedTime(_saved) >= _took * Share;

    /// <summary>Writes a checkpoint, and deletes those that are too old.</summary>
    /// <param name="write">Fills the folder whose path it is given.</param>
    internal void Save(int step, string identity, Action<string> write)
    {
        var began = _time.GetTimestamp();
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
        _saved = _time.GetTimestamp();
        _took = _time.GetElapsedTime(began, _saved);
    }

    /// <summary>By name, the newest first.</summary>
    private string[] Newest() => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder, Prefix + "*").OrderDescending(StringComparer.Ordinal)]
        : [];
}
