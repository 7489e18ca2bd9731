using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>files.json in a folder that lies outside of the stages: the hashes of the folder's own files. Those that are links to a stage's are held to what
/// that recorded.</summary>
public static class SealedFolder
{
    /// <summary>Of the record in the folder.</summary>
    public const string FileName = "files.json";

    private const string Pages = ".md";

    private sealed record Content(IReadOnlyList<StageFile> Files);

    /// <summary>Of what is in the folder so far; pages for people are not counted, who may write in them.</summary>
    public static void Write(string folder)
    {
        var own = StageRecord.HashFiles(folder).Where(f => !f.Path.EndsWith(Pages, StringComparison.Ordinal)).ToArray();
        if (own.Length > 0)
            File.WriteAllBytes(Path.Combine(folder, FileName), SealedJson.Seal(JsonSerializer.Serialize(new Content(own), ArtifactJson.Indented)));
    }

    /// <summary>Looks at the folder's own files; of a folder without the record nothing is known.</summary>
    /// <exception cref="StorageException">One of them is missing or not as it was written, or the record is damaged.</exception>
    public static void Require(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return;
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (SealedJson.FindDamage(bytes) is not null || JsonSerializer.Deserialize<Content>(bytes, ArtifactJson.Indented) is not { } content)
                throw Damaged(file);
            foreach (var known in content.Files)
            {
                var path = InnerPath.Of(folder, known.Path, wrong => new StorageException($"'{file}' {wrong}"));
                if (!File.Exists(path) || new FileInfo(path).Length != known.Bytes || FileHash.Of(path) != known.Sha256) throw Damaged(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Damaged(file, e);
        }
    }

    private static StorageException Damaged(string path, Exception? inner = null)
    {
        var message = $"'{path}' is missing, or not as the run wrote it. Run the run's own command again: it is made anew.";
        return inner is null ? new(message) : new(message, inner);
    }
}
