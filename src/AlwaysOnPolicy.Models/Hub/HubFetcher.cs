using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Downloads a model's needed files, or a data set's, from the hub into the cache that huggingface_hub shares.</summary>
public sealed class HubFetcher
{
    private readonly HubSettings _settings;
    private readonly Func<TimeSpan, CancellationToken, Task> _wait;
    private readonly Func<string, long> _freeBytes;

    /// <summary>A fetcher for this hub, with this cache.</summary>
    public HubFetcher(HubSettings settings)
        : this(settings, Task.Delay, path => new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace) { }

    internal HubFetcher(HubSettings settings, Func<TimeSpan, CancellationToken, Task> wait, Func<string, long> freeBytes) =>
        (_settings, _wait, _freeBytes) = (settings, wait, freeBytes);

    /// <summary>Fetches what is not there yet.</summary>
    /// <param name="id">Of a model, whose needed files are fetched; or of a data set.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <param name="patterns">Which files of a data set, "*" standing for any text, that of folders too: "*/test.json". Empty takes all that hold rows.
    /// Not read of a model.</param>
    /// <param name="progress">Hears of every file that is there, and of large ones under way.</param>
    /// <returns>The snapshot's folder.</returns>
    /// <exception cref="HubException">The hub refuses or cannot be reached, the disk is full, a checksum does not fit.</exception>
    /// <exception cref="SettingsException">The revision is no name of one.</exception>
    public async Task<string> FetchAsync(HubId id, string revision = "main", IReadOnlyList<string>? patterns = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(revision);
        if (revision.Length == 0 || revision.Split('/').Any(p => p.Length == 0 || p.StartsWith('.')) || revision.Contains('\\', StringComparison.Ordinal))
            throw new SettingsException($"'{revision}' is no revision: name a branch, a tag or a commit.");
        if (_settings.Offline) return InCache(id, revision, patterns ?? []);

        using var client = new HubClient(_settings, _wait);
        var (commit, files) = await ListAsync(client, id, revision, patterns ?? [], cancel);
        var repository = _settings.Cache.RepositoryOf(id);
        var snapshot = Path.Combine(repository, "snapshots", commit);
        try
        {
            foreach (var folder in new[] { "blobs", "refs", "snapshots" }) Directory.CreateDirectory(Path.Combine(repository, folder));
            var download = new BlobDownload(client, id, _freeBytes);
            foreach (var name in files) await FetchFileAsync(client, download, id, commit, name, repository, snapshot, progress, cancel);
            if (revision != commit) WriteReference(Path.Combine(repository, "refs", revision), commit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubException($"The cache '{_settings.Cache.Root}' cannot be written: {e.Message} Make room, or set HF_HOME to a folder that can be " +
                "written.", e);
        }
        return snapshot;
    }

    private string InCache(HubId id, string revision, IReadOnlyList<string> patterns)
    {
        var snapshot = _settings.Cache.SnapshotOrNull(id, revision);
        if (snapshot is not null && (!id.IsDataSet || DataSetFiles.Are(snapshot, patterns))) return snapshot;
        throw new HubException($"HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set, and revision {revision} of '{id}' is not in the cache " +
            $"'{_settings.Cache.Root}'{(snapshot is null ? "" : " with all files that are asked for")}. Unset it, or set HF_HOME to the cache that has it.");
    }

    /// <summary>The commit that a revision stands for, and its needed files.</summary>
    private async Task<(string Commit, IReadOnlyList<string> Files)> ListAsync(HubClient client, HubId id, string revision, IReadOnlyList<string> patterns,
        CancellationToken cancel)
    {
        using var response = await client.SendAsync(
            HttpMethod.Get, $"{id.ApiAddress}/revision/{Uri.EscapeDataString(revision)}", id, $"revision {revision}", 0, cancel);
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw HubErrors.Unreachable(_settings, $"the list of files of '{id}'", e);
        }
        string[] all = json?["siblings"] is JsonArray siblings ? [.. siblings.Select(s => s?["rfilename"]?.ToString()).OfType<string>()] : [];
        var commit = json?["sha"]?.ToString() is { } sha && BlobHash.IsOne(sha) ? sha : null;
        if (id.IsDataSet && commit is not null) return (commit, DataSetFiles.Of(id, revision, all, patterns));
        if (commit is null || NeededFiles.Of(all) is not { Count: > 0 } needed)
            throw new HubException($"'{id}' has none of a {id.Kind}'s files at revision {revision}" +
                $"{(id.IsDataSet ? "" : ", such as config.json and model.safetensors")}. Look at " +
                $"{new Uri(_settings.Endpoint, id.Address)}.");
        return needed.Contains("config.json") || needed.Contains("adapter_config.json")
            ? (commit, needed)
            : throw new HubException(
                $"'{id}' has no config.json at revision {revision}: it is no model that can be read here. Name the repository of the original model.");
    }

    private static async Task FetchFileAsync(
        HubClient client, BlobDownload download, HubId id, string commit, string name, string repository, string snapshot, IProgress<HubProgress>? progress,
            CancellationToken cancel)
    {
        var pointer = InnerPath.Of(snapshot, name, wrong => new HubException($"The hub's list of the files of '{id}' {wrong}"));
        if (!File.Exists(pointer))                                             // a commit's files never change
        {
            var file = await DescribeAsync(client, id, commit, name, cancel);
            var blob = Path.Combine(repository, "blobs", file.Hash);
            if (!File.Exists(blob)) await download.RunAsync(file, blob, progress, cancel);
            Directory.CreateDirectory(Path.GetDirectoryName(pointer)!);
            Point(pointer, blob);
        }
        var size = new FileInfo(pointer).ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(pointer).Length;
        progress?.Report(new(name, size, size));
    }

    private static async Task<HubFile> DescribeAsync(HubClient client, HubId id, string commit, string name, CancellationToken cancel)
    {
        var path = $"{id.Address}/resolve/{commit}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
        using var response = await client.SendAsync(HttpMethod.Head, path, id, $"the file {name}", 0, cancel);
        string? Header(string header) => response.Headers.TryGetValues(header, out var values) ? values.First() : null;
        var hash = (Header("X-Linked-ETag") ?? Header("ETag") ?? "").Replace("W/", "", StringComparison.Ordinal).Trim('"');
        var size = long.TryParse(Header("X-Linked-Size"), out var linked) ? linked : response.Content.Headers.ContentLength;
        return BlobHash.IsOne(hash) && size is >= 0
            ? new HubFile(name, path, hash, size.Value)
            : throw new HubException(
                $"'{id}': the hub gives no checksum or no size for {name}, so that it could not be checked. If HF_ENDPOINT names a mirror, unset it.");
    }

    /// <summary>A relative link to the blob, as huggingface_hub makes it; where the system allows none, the blob itself moves there, as it does as
    /// well.</summary>
    private static void Point(string pointer, string blob)
    {
        if (new FileInfo(pointer).LinkTarget is not null) File.Delete(pointer);   // it points to a blob that is gone
        try
        {
            File.CreateSymbolicLink(pointer, Path.GetRelativePath(Path.GetDirectoryName(pointer)!, blob));
            DiskFlush.Folder(Path.GetDirectoryName(pointer)!);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            Durable.PublishFile(blob, pointer);
        }
    }

    private static void WriteReference(string path, string commit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Durable.WriteText(path, commit);
    }
}
