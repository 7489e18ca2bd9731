using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>What of a run's folder goes into its archive, in the order of paths: not what a process of its own keeps there while it runs, nor half-written
/// things. A database is archived as a copy, since it may lie in several files, and a stage that is a link to another run's as if it were here: the archive is
/// whole by itself.</summary>
/// <param name="Files">Path in the run, and where the content lies.</param>
/// <param name="Links">Of published models.</param>
internal sealed record ArchivedFiles(IReadOnlyList<(string Path, string Source)> Files, IReadOnlyList<ArchivedLink> Links)
{
    private const string Database = ".sqlite", StagesPrefix = "stages/";
    private static readonly string[] s_ofThisPlace = [".lock", ".lock-owner", "progress.json", SharedStages.UsersName];
    private static readonly string[] s_besideDatabases = ["-wal", "-shm", "-journal"];

    /// <param name="scratch">A folder for copies of databases.</param>
    /// <exception cref="StorageException">A link leads out of the run, or a database is damaged.</exception>
    public static ArchivedFiles Of(RunFolder run, string scratch)
    {
        var (files, links) = (new List<(string, string)>(), new List<ArchivedLink>());
        Add(new DirectoryInfo(run.FullPath), "");
        return new([.. files.OrderBy(f => f.Item1, StringComparer.Ordinal)], [.. links.OrderBy(l => l.Path, StringComparer.Ordinal)]);

        void Add(DirectoryInfo folder, string prefix)
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                var path = prefix + entry.Name;
                if (entry.Name.StartsWith(Durable.TemporaryPrefix, StringComparison.Ordinal) || (prefix.Length == 0 && s_ofThisPlace.Contains(entry.Name))
                    || s_besideDatabases.Any(e => entry.Name.EndsWith(Database + e, StringComparison.Ordinal))) continue;
                if (entry is DirectoryInfo shared && entry.LinkTarget is not null && prefix == StagesPrefix && StageRecord.TryRead(entry.FullName) is not null)
                    Add(shared, $"{path}/");
                else if (entry.LinkTarget is { } target)
                {
                    var inner = InnerPath.TryFollow(path, target.Replace('\\', '/'), out var place) && File.Exists(Path.Combine(run.FullPath, place));
                    links.Add(inner ? new(path, target.Replace('\\', '/')) : throw new StorageException(
                        $"'{entry.FullName}' is a link to '{target}', which is no file of this run, and would be none elsewhere. Put the file itself in " +
                        $"its place, or run " +
                        "the run's own command again, which publishes its models anew."));
                }
                else if (entry is DirectoryInfo inside) Add(inside, $"{path}/");
                else if (entry.Name.EndsWith(Database, StringComparison.Ordinal)) files.Add((path, SqliteCopy.Make(entry.FullName, scratch)));
                else files.Add((path, entry.FullName));
            }
        }
    }
}
