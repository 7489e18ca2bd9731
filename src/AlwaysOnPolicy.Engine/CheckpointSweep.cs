using System.Globalization;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>What becomes of checkpoints at the beginning of a run: those of finished stages go, whatever plan the stage was of; those of a stage that is
/// neither finished nor planned stay, since the settings they belong to may come back, and are named.</summary>
internal static class CheckpointSweep
{
    /// <returns>A sentence on those that stay without a stage in the plan; null where there is none.</returns>
    public static string? Run(RunFolder folder, Plan plan)
    {
        if (!Directory.Exists(folder.CheckpointsFolder)) return null;
        var planned = plan.Nodes.Select(n => n.FolderName).ToHashSet();
        var strangers = new List<string>();
        var bytes = 0L;
        foreach (var checkpoints in Directory.EnumerateDirectories(folder.CheckpointsFolder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(checkpoints);
            if (StageRecord.TryRead(Path.Combine(folder.StagesFolder, name)) is { Incomplete: false }) Durable.DeleteQuietly(checkpoints);
            else if (!planned.Contains(name))
            {
                strangers.Add(name);
                bytes += Directory.EnumerateFiles(checkpoints, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
            }
        }
        return strangers.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"Checkpoints of other settings are kept in '{folder.CheckpointsFolder}' ({string.Join(", ", strangers)}; {bytes / 1e6:0.0} MB). " +
            $"Delete them if you do not go back to those settings.");
    }
}
