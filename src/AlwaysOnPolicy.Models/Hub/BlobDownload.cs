using System.Net;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>A file as the hub's headers describe it.</summary>
/// <param name="Hash">Names the blob; see <see cref="BlobHash"/>.</param>
internal sealed record HubFile(string Name, string Path, string Hash, long Size);

/// <summary>Brings one file's content into the cache. What a cut connection leaves stays in an .incomplete file, from whose end the next try goes on.</summary>
internal sealed class BlobDownload(HubClient client, HubId id, Func<string, long> freeBytes)
{
    private const int MostIdleTries = 5;
    private const long ReportEvery = 256L << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);   // without a byte

    /// <exception cref="HubException">The hub refuses or stays away, the disk is full, or the content is not what its hash says: then it is
    /// deleted.</exception>
    public async Task RunAsync(HubFile file, string blob, IProgress<HubProgress>? progress, CancellationToken cancel)
    {
        var part = blob + ".incomplete";
        await using (var stream = Open(part))
        {
            if (stream.Length > file.Size) stream.SetLength(0);
            stream.Seek(0, SeekOrigin.End);
            RequireRoom(file, part, file.Size - stream.Length);
            await FillAsync(stream, file, part, progress, cancel);
        }
        if (!BlobHash.Fits(part, file.Hash))
        {
            File.Delete(part);
            throw new HubException($"'{id}': what came as {file.Name} is not what the hub's checksum says, and was deleted. " +
                "Run the same command again; if it stays so, something on the way (a proxy, a mirror) changes files.");
        }
        Durable.PublishFile(part, blob);
    }

    private async Task FillAsync(FileStream stream, HubFile file, string part, IProgress<HubProgress>? progress, CancellationToken cancel)
    {
        var (idle, furthest) = (0, stream.Length);
        while (stream.Length < file.Size)
        {
            using var response = await client.SendAsync(HttpMethod.Get, file.Path, id, $"the file {file.Name}", stream.Length, cancel);
            if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != stream.Length)
                stream.SetLength(0);                                           // the whole file comes, not its rest
            var fault = await CopyAsync(response, stream, file, part, progress, cancel);
            if (stream.Length >= file.Size) break;
            idle = stream.Length > furthest ? 0 : idle + 1;
            furthest = Math.Max(furthest, stream.Length);
            if (idle == MostIdleTries)
                throw new HubException($"'{id}': the connection breaks again and again while {file.Name} comes ({fault}). " +
                    $"{stream.Length} of {file.Size} bytes are kept; the same command goes on from there.");
            await client.Wait(TimeSpan.FromSeconds(1 << idle), cancel);
        }
    }

    /// <returns>What ended it early, or "" at the end of the body.</returns>
    private async Task<string> CopyAsync(
        HttpResponseMessage response, FileStream stream, HubFile file, string part, IProgress<HubProgress>? progress, CancellationToken cancel)
    {
        var buffer = new byte[1 << 20];
        var reported = stream.Length;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            while (await ReadAsync(body, buffer, cancel) is > 0 and var read)
            {
                Write(stream, buffer.AsSpan(0, (int)Math.Min(read, file.Size - stream.Length)), file, part);
                if (stream.Length - reported >= ReportEvery) progress?.Report(new(file.Name, reported = stream.Length, file.Size));
                if (stream.Length >= file.Size) return "";
            }
            return "it ended early";
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            return await body.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {s_patience.TotalSeconds:0} seconds");
        }
    }

    private static FileStream Open(string part)
    {
        try
        {
            return new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubException($"'{part}' cannot be written: {e.Message} Is another process fetching the same? Else set HF_HOME to a folder that " +
                "can be written.", e);
        }
    }

    private void RequireRoom(HubFile file, string part, long missing)
    {
        if (freeBytes(part) < missing) throw DiskFull(file, part, missing, null);
    }

    private void Write(FileStream stream, ReadOnlySpan<byte> bytes, HubFile file, string part)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw DiskFull(file, part, file.Size - stream.Length, e);
        }
    }

    private HubException DiskFull(HubFile file, string part, long missing, Exception? inner)
    {
        var message = $"'{id}': {file.Name} needs {missing} bytes more where '{part}' lies, and the disk is " +
            $"full{(inner is null ? "" : $" ({inner.Message})")}. " +
            "Make room, or set HF_HOME to a folder on a larger disk; what was downloaded is kept.";
        return inner is null ? new(message) : new(message, inner);
    }
}
