using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Lets a run use the finished stages of others: what has the same key is the same, and is computed once.</summary>
public static class SharedStages
{
    /// <summary>Links each stage of a plan that another run has finished and this one has not; copies it where the system allows no links.</summary>
    /// <param name="plan">What the run needs.</param>
    /// <param name="to">The run, which nobody holds.</param>
    /// <param name="from">Where to look, in this order. They are to stay where they are, relative to the run.</param>
    /// <returns>How many stages were linked.</returns>
    /// <exception cref="StorageException">The run's folder cannot be written.</exception>
    public static int Link(Plan plan, RunFolder to, IReadOnlyList<RunFolder> from)
    {
        try
        {
            Directory.CreateDirectory(to.StagesFolder);
            return plan.Nodes.Where(n => !to.IsDone(n))
                .Count(n => from.FirstOrDefault(f => f.IsDone(n)) is { } there && Link(there.FolderOf(n), to.FolderOf(n)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(to.FullPath, e);
        }
    }

    /// <returns>False where another version of the stage is in its place, which the run mends itself.</returns>
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
