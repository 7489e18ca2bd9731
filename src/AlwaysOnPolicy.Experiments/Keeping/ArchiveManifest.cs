using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>manifest.json, the first entry of a run's archive: all that follows, so that whoever unpacks it knows beforehand what may come.</summary>
/// <param name="Format">Of the archive.</param>
/// <param name="Name">Of the run's folder.</param>
/// <param name="Files">In the order of their paths, relative to the run's folder.</param>
/// <param name="Links">Relative links between them.</param>
internal sealed record ArchiveManifest(int Format, string Name, IReadOnlyList<StageFile> Files, IReadOnlyList<ArchivedLink> Links)
{
    public const string EntryName = "manifest.json";
    public const int CurrentFormat = 1;

    /// <summary>Of the entries that are the run's files.</summary>
    public const string Prefix = "run/";

    private const int MostEntries = 1_000_000;

    public long Bytes => Files.Sum(f => f.Bytes);

    public byte[] ToBytes() => SealedJson.Seal(JsonSerializer.Serialize(this, ArtifactJson.Indented));

    /// <exception cref="DataException">It is damaged, of another version, or names what may not be unpacked.</exception>
    public static ArchiveManifest Read(byte[] bytes, string archive)
    {
        try
        {
            if (!SealedJson.IsSealed(bytes) || SealedJson.FindDamage(bytes) is not null) throw new JsonException("it is not as it was written.");
            var manifest = JsonSerializer.Deserialize<ArchiveManifest>(bytes, ArtifactJson.Indented) ?? throw new JsonException("it is empty.");
            if (manifest.Format != CurrentFormat) throw new JsonException($"its format is {manifest.Format}, and {CurrentFormat} is read here.");
            manifest.Require();
            return manifest;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DataException($"'{archive}' cannot be unpacked: of its manifest, {e.Message} Export the run again.", e);
        }
    }

    /// <summary>Nothing may lie, or lead, outside of the run's folder, nor two things in one place.</summary>
    private void Require()
    {
        if (Files.Count + Links.Count > MostEntries) throw new JsonException($"it names more than {MostEntries} files.");
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Files.Select(f => f.Path).Concat(Links.Select(l => l.Path)))
        {
            if (!InnerPath.IsInner(path) || path.Contains('\\', StringComparison.Ordinal)) throw new JsonException($"it names '{path}', which is no path " +
                $"inside of a run.");
            if (!files.Add(path)) throw new JsonException($"it names '{path}' twice.");
        }
        if (!InnerPath.IsInner(Name) || Name.IndexOfAny(['/', '\\']) >= 0) throw new JsonException($"'{Name}' is no name of a folder.");
        if (Files.FirstOrDefault(f => f.Bytes < 0 || f.Sha256 is not { Length: 64 }) is { } odd) throw new JsonException($"'{odd.Path}' has no size or hash.");
        if (files.FirstOrDefault(f => Parents(f).Any(files.Contains)) is { } inside) throw new JsonException($"'{inside}' would lie in a file.");
        var own = Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        if (Links.FirstOrDefault(l => !InnerPath.TryFollow(l.Path, l.Target, out var inner) || !own.Contains(inner)) is { } link)
            throw new JsonException($"the link '{link.Path}' leads to '{link.Target}', which is none of its files.");
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1)) yield return path[..slash];
    }
}

/// <summary>A link of the run to another of its files.</summary>
/// <param name="Path">Relative to the run's folder.</param>
/// <param name="Target">Relative to the link's own folder.</param>
internal sealed record ArchivedLink(string Path, string Target);
