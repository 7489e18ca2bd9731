using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Lets a run use the finished stages of others: what has the same key is the same, and is computed once. A run whose stages others use names them
/// in a file of its own, a path to a line, relative to it, so that nobody takes away what they need.</summary>
public static class SharedStages
{
    /// <summary>Of a run, in its folder: the runs that have links to its stages.</summary>
    public const string UsersName = ".used-by";

    /// <summary>Links each stage of a plan that another run has finished and this one has not; copies it where the system allows no links.</summary>
    /// <param name="plan">What the run needs.</param>
    /// <param name="to">The run, which nobody holds.</param>
    /// <param name="from">Where to look, in this order. They are to stay where they are, relative to the run. One that a process holds is passed over: it may
    /// be taking stages away.</param>
    /// <returns>How many stages were linked.</returns>
    /// <exception cref="StorageException">The run's folder cannot be written.</exception>
    public static int Link(Plan plan, RunFolder to, IReadOnlyList<RunFolder> from)
    {
        try
        {
            Directory.CreateDirectory(to.StagesFolder);
            return plan.Nodes.Where(n => !to.IsDone(n))
                .Count(n => from.Any(f => f.IsDone(n) && Link(n, f, to)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(to.FullPath, e);
        }
    }

    /// <summary>Links a finished stage from a folder that is only ever added to, which nobody has to hold.</summary>
    /// <exception cref="StorageException">The run's folder cannot be written.</exception>
    public static void LinkKept(PlanNode node, RunFolder to, RunFolder from)
    {
        try
        {
            Directory.CreateDirectory(to.StagesFolder);
            if (!to.IsDone(node) && from.IsDone(node)) Link(from.FolderOf(node), to.FolderOf(node));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(to.FullPath, e);
        }
    }

    /// <summary>Stages of a run that others have links to, by the names of their folders.</summary>
    internal static IReadOnlySet<string> UsedByOthers(RunFolder run)
    {
        var users = UsersOf(run).Select(u => new DirectoryInfo(new RunFolder(Path.Combine(run.FullPath, u)).StagesFolder)).Where(f => f.Exists);
        return users.SelectMany(f => f.EnumerateFileSystemInfos().Where(e => e.LinkTarget is not null).Select(e => Path.GetFullPath(e.LinkTarget!, f.FullName)))
            .Where(stage => Path.GetDirectoryName(stage) == run.StagesFolder).Select(stage => Path.GetFileName(stage)).ToHashSet(StringComparer.Ordinal);
    }

    private static string[] UsersOf(RunFolder run) => Path.Combine(run.FullPath, UsersName) is var file && File.Exists(file)
        ? [.. File.ReadAllLines(file).Where(l => l.Length > 0 && !l.Contains('\0', StringComparison.Ordinal))] : [];

    /// <returns>False where a process holds the other run, or another version of the stage is in its place, which the run mends itself.</returns>
    private static bool Link(PlanNode node, RunFolder from, RunFolder to)
    {
        using var held = TryHold(from);
        if (held is null || !from.IsDone(node)) return false;
        var users = UsersOf(from);
        var user = Path.GetRelativePath(from.FullPath, to.FullPath).Replace('\\', '/');
        if (!users.Contains(user)) Durable.WriteText(Path.Combine(from.FullPath, UsersName), string.Concat(users.Append(user).Select(u => $"{u}\n")));
        return Link(from.FolderOf(node), to.FolderOf(node));
    }

    private static IDisposable? TryHold(RunFolder run)
    {
        try
        {
            return run.Hold();
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private static bool Link(string stage, string link)
    {
        if (new FileInfo(link).LinkTarget is not null) File.Delete(link);   // to what is no longer there
        if (Directory.Exists(link)) return false;
        try
        {
            Directory.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, stage));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Durable.WriteFolder(link, temporary => FolderCopy.Copy(stage, temporary));
        }
        return true;
    }
}
