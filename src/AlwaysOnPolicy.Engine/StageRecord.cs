using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>stage.json: what a finished stage was, what it took, and the hash of every file it left.</summary>
public sealed record StageRecord
{
    internal const string FileName = "stage.json";

    /// <summary>The stage's name.</summary>
    public required string Name { get; init; }

    /// <summary>The stage's version.</summary>
    public required int Version { get; init; }

    /// <summary>The key of the artifact: SHA-256 of name, version, input and seed, in hexadecimal.</summary>
    public required string Key { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Labels of the plan that computed it. A later plan may use it under others: see plan.json.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Keys of the artifacts it read.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>When the process that finished the stage began with it.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Wall-clock seconds since then.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time (<see cref="StageClock"/>), without that of a run that was killed in the middle of the stage. 0 in the stage.json of a version
    /// that did not record it.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>What the stage counted of its work, by name (<see cref="StageContext.Count"/>).</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Largest resident memory of the whole process until the stage ended, in bytes: an upper bound for the stage.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Of the tool that computed it.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Null in the stage.json of a version that did not record it.</summary>
    public StageCompute? Compute { get; init; }

    /// <summary>What the stage had to say to the reader of the report.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>True when the output can be used and yet lacks something (its notes say what): the next run runs the stage again.</summary>
    public bool Incomplete { get; init; }

    /// <summary>Every file of the folder but stage.json itself, by its path relative to the folder.</summary>
    public required IReadOnlyList<StageFile> Files { get; init; }

    /// <summary>Reads stage.json of a folder.</summary>
    /// <returns>Null where the folder holds no stage.json that is as it was written: it is not a finished stage.</returns>
    public static StageRecord? TryRead(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, FileName));
            return SealedJson.FindDamage(bytes) is null ? JsonSerializer.Deserialize<StageRecord>(bytes, ArtifactJson.Indented) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal static IReadOnlyList<StageFile> HashFiles(string folder) =>
    [
        .. FileHash.RelativeFiles(folder).Where(name => name != FileName).Select(name =>
        {
            var path = Path.Combine(folder, name);
            return new StageFile(name, new FileInfo(path).Length, FileHash.Of(path));
        }),
    ];

    /// <returns>What is wrong with the files beside this record, or null when they are as they were written.</returns>
    /// <param name="hashes">Whether contents are looked at, and not lengths alone.</param>
    internal string? FindDamage(string folder, bool hashes = true)
    {
        if (Files.All(f => f.Path != ArtifactJson.FileName)) return $"{ArtifactJson.FileName} is not recorded";
        foreach (var file in Files)
        {
            if (!InnerPath.IsInner(file.Path)) return $"{FileName} names '{file.Path}', which is no path inside of the stage's folder";
            var path = Path.Combine(folder, file.Path);
            if (!File.Exists(path)) return $"{file.Path} is missing";
            if (new FileInfo(path).Length != file.Bytes || (hashes && FileHash.Of(path) != file.Sha256)) return $"{file.Path} is not as it was written";
        }
        return null;
    }
}
