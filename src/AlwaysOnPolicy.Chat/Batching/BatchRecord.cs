using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>One batch as it is known on disk, before it is sent and until its answers are there.</summary>
/// <param name="Key">Goes with the batch to the service, in its metadata, by which a batch is found whose id was not written down in time.</param>
/// <param name="Created">When it was written down; the service made the batch later.</param>
/// <param name="Requests">The requests' ids.</param>
/// <param name="Id">The service's name of it; null until it is known.</param>
internal sealed record BatchRecord(string Key, DateTimeOffset Created, IReadOnlyList<string> Requests, string? Id)
{
    private const string Extension = ".batch.json";

    public string RequestsFile(string folder) => Path.Combine(folder, Key + ".requests.jsonl");

    public string AnswersFile(string folder) => Path.Combine(folder, Key + ".answers.json");

    /// <summary>Writes it down, flushed.</summary>
    public void Save(string folder) => Durable.WriteBytes(Path.Combine(folder, Key + Extension), JsonSerializer.SerializeToUtf8Bytes(this));

    public void Delete(string folder)
    {
        File.Delete(Path.Combine(folder, Key + Extension));
        File.Delete(RequestsFile(folder));
        File.Delete(AnswersFile(folder));
    }

    public static IEnumerable<BatchRecord> All(string folder) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*" + Extension)
        .Select(f => JsonSerializer.Deserialize<BatchRecord>(File.ReadAllBytes(f))!);
}
