using System.Diagnostics;
using System.Globalization;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A control group with next to no memory: the system's out-of-memory killer ends a process that is put into it, at its next new page.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup", Processes = "cgroup.procs", Limit = "65536";
    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <returns>Null where this user may not make one.</returns>
    public static MemoryGroup? TryCreate()
    {
        var first = Directory.Exists(Path.Combine(Root, "memory"));   // cgroups, version 1
        var folder = Path.Combine(Root, first ? "memory" : "", string.Create(CultureInfo.InvariantCulture, $"aop-signals-{Environment.ProcessId}"));
        try
        {
            Directory.CreateDirectory(folder);
            var group = new MemoryGroup(folder);
            File.WriteAllText(Path.Combine(folder, first ? "memory.limit_in_bytes" : "memory.max"), Limit);
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public Task StarveAsync(Process process) =>
        File.WriteAllTextAsync(Path.Combine(_folder, Processes), process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes the group away; no process may be in it.</summary>
    public void Dispose() => Directory.Delete(_folder);
}
