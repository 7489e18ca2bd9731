using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>Takes a batch from the disk to the service and its answers back. Each step is written down before the next begins, so that after a kill at any
/// moment it goes on, and none is sent twice.</summary>
/// <param name="folder">Of the records.</param>
internal sealed class BatchRun(BatchService service, Patience patience, string folder)
{
    private static readonly TimeSpan s_worthSaying = TimeSpan.FromSeconds(30);
    private const double ShortestPauseSeconds = 0.01;

    /// <returns>Bodies of good replies by request id; a request that is missing got none.</returns>
    /// <param name="isNew">The service cannot have it yet.</param>
    /// <exception cref="ChatException">The service refuses the batch as a whole, or cannot be asked: a caller that tried again would send another.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AnswersAsync(BatchRecord batch, bool isNew, CancellationToken cancel)
    {
        try
        {
            return await GoOnAsync(batch, isNew, cancel);
        }
        catch (ChatCallException error)
        {
            throw new ChatException($"{error.Message} The batch is kept: start again to go on with it.", error);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> GoOnAsync(BatchRecord batch, bool isNew, CancellationToken cancel)
    {
        var file = batch.AnswersFile(folder);
        if (File.Exists(file)) return JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllBytesAsync(file, cancel))!;
        var id = batch.Id;
        if (id is null)
        {
            var status = (isNew ? null : await service.FindAsync(batch.Key, batch.Created, cancel)) ?? await SubmitAsync(batch, cancel);
            id = status.Id;
            (batch with { Id = id }).Save(folder);
        }
        var ended = await EndAsync(id, batch.Requests.Count, cancel);
        if (ended.Failed)
        {
            batch.Delete(folder);
            throw new ChatException($"{service.Service} refused the batch {id}: {ended.Error ?? "it does not say why."} Mend that, then start again; " +
                "its requests are sent anew.");
        }
        var answers = await FetchAsync(ended, batch, cancel);
        Durable.WriteBytes(file, JsonSerializer.SerializeToUtf8Bytes(answers));
        return answers;
    }

    private async Task<BatchStatus> SubmitAsync(BatchRecord batch, CancellationToken cancel)
    {
        var file = await service.UploadAsync(await File.ReadAllBytesAsync(batch.RequestsFile(folder), cancel), cancel);
        foreach (var pause in Pauses().Take(patience.Retries))
        {
            try
            {
                return await service.CreateAsync(file, batch.Key, cancel);
            }
            catch (ChatCallException)
            {
                // It may have come through all the same.
                await Task.Delay(pause, cancel);
                if (await service.FindAsync(batch.Key, batch.Created, cancel) is { } made) return made;
            }
        }
        return await service.CreateAsync(file, batch.Key, cancel);
    }

    private async Task<BatchStatus> EndAsync(string id, int requests, CancellationToken cancel)
    {
        ServiceWaits.Say(FormattableString.Invariant($"Batch {id} of {requests:N0} requests is at {service.Service}; answers come within a day."));
        foreach (var pause in Pauses())
        {
            var status = await service.StatusAsync(id, cancel);
            if (status.Ended) return status;
            if (pause >= s_worthSaying)
                ServiceWaits.Say(FormattableString.Invariant($"Batch {id}: {status.Done:N0} of {requests:N0} done ({status.State})."));
            await Task.Delay(pause, cancel);
        }
        throw new InvalidOperationException("Pauses do not end.");
    }

    private async Task<Dictionary<string, string>> FetchAsync(BatchStatus ended, BatchRecord batch, CancellationToken cancel)
    {
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        string? refusal = null;
        var lines = 0;
        foreach (var file in ended.Files)
            foreach (var line in (await service.ContentAsync(file, cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (BatchLine.Read(line) is var (id, body, error))
                {
                    lines++;
                    if (body is not null) answers[id] = body;
                    else refusal ??= error;
                }
        if (lines < ended.Done)
            throw new ChatCallException($"{service.Service} gives {lines} of {ended.Done} answers of batch {ended.Id}.");
        var open = batch.Requests.Count(r => !answers.ContainsKey(r));
        if (open > 0)
            ServiceWaits.Say(FormattableString.Invariant($"Batch {ended.Id} is {ended.State}: {open:N0} of {batch.Requests.Count:N0} requests got no answer") +
                (refusal is null ? "" : $" (the first: {refusal})") + " and are asked one by one, at full price.");
        return answers;
    }

    /// <summary>From the first pause of the settings to the longest.</summary>
    private IEnumerable<TimeSpan> Pauses()
    {
        for (var seconds = Math.Max(patience.FirstPauseSeconds, ShortestPauseSeconds); ; seconds = Math.Min(seconds * 2, patience.LongestPauseSeconds))
            yield return TimeSpan.FromSeconds(seconds);
    }
}
