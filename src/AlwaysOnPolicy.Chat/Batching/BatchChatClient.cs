using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Files;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>Collects requests until none has come for a while, sends them as one batch, and hands the answers out: whoever asks sees a client that is slow.
/// Requests whose batch is known on disk wait for that one. What got no answer in its batch is asked by itself.</summary>
/// <param name="oneByOne">Asks what got no answer.</param>
/// <param name="folder">Where batches are written down.</param>
/// <param name="time">By which it counts how long none has come.</param>
/// <remarks>A call that is cancelled ends the waiting of all: those that share a client share their end.</remarks>
internal sealed class BatchChatClient(IChatClient oneByOne, BatchService service, ChatSettings settings, string folder, TimeProvider time) : IChatClient
{
    private const int MostRequests = 50_000, MostBytes = 100_000_000;   // OpenAI takes 50,000 and 200 MB
    private const int IdLength = 32, CallsAtOnce = 4;
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly BatchRun _run = new(service, ChatClientFactory.PatienceOf(settings), folder);
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BatchRecord> _known = BatchRecord.All(folder).SelectMany(b => b.Requests.Select(r => (r, b)))
        .ToDictionary(p => p.r, p => p.b, StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IReadOnlyDictionary<string, string>>> _running = new(StringComparer.Ordinal);
    private const string InBatch = "in_batch";

    private readonly List<Waiting> _waiting = [];
    private readonly SemaphoreSlim _singles = new(CallsAtOnce);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A request that is in no batch yet.</summary>
    /// <param name="Sent">Ends when it is in one, with the task of that one's answers.</param>
    private sealed record Waiting(string Id, string Line, TaskCompletionSource<Task<IReadOnlyDictionary<string, string>>> Sent);

    /// <summary>Whether an answer came in a batch, at half of the price.</summary>
    public static bool Came(ChatResponse response) => response.AdditionalProperties?.ContainsKey(InBatch) == true;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        using var stopping = cancellationToken.UnsafeRegister(stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        var (id, answers) = Enter(Body(asked, options));
        var replies = await (await answers.WaitAsync(cancellationToken)).WaitAsync(cancellationToken);
        if (replies.TryGetValue(id, out var body) && CompletionReply.Read(body) is { } response)
        {
            (response.AdditionalProperties ??= [])[InBatch] = true;
            return response;
        }
        await _singles.WaitAsync(cancellationToken);
        try
        {
            return await oneByOne.GetResponseAsync(asked, options, cancellationToken);
        }
        finally
        {
            _singles.Release();
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(BatchChatClient) ? this : oneByOne.GetService(serviceType, serviceKey);

    /// <summary>Whether the next such request waits for a batch that an earlier process sent, and costs nothing beside that. What got no answer in its batch
    /// is asked by itself.</summary>
    public async Task<bool> GoesOnAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var hash = Hash(Body(messages, options).ToJsonString(s_options));
        Task<IReadOnlyDictionary<string, string>> answers;
        string id;
        lock (_gate)
        {
            id = Id(hash, _asked.GetValueOrDefault(hash) + 1);
            if (!_known.TryGetValue(id, out var batch)) return false;
            if (!File.Exists(batch.AnswersFile(folder))) return true;
            answers = Running(batch, isNew: false);
        }
        return (await answers).ContainsKey(id);
    }

    public void Dispose()
    {
        _stop.Cancel();
        oneByOne.Dispose();
        service.Dispose();
    }

    /// <summary>Equal requests are told apart by how many of them came before: each has an answer of its own.</summary>
    private (string Id, Task<Task<IReadOnlyDictionary<string, string>>> Answers) Enter(JsonObject body)
    {
        var text = body.ToJsonString(s_options);
        var hash = Hash(text);
        lock (_gate)
        {
            var id = Id(hash, _asked[hash] = _asked.GetValueOrDefault(hash) + 1);
            if (_known.TryGetValue(id, out var batch)) return (id, Task.FromResult(Running(batch, isNew: false)));
            var line = new JsonObject { ["custom_id"] = id, ["method"] = "POST", ["url"] = BatchService.Url, ["body"] = body }.ToJsonString(s_options);
            var waiting = new Waiting(id, line, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Add(waiting);
            if (_waiting.Count == 1) _ = SendWhenQuietAsync();
            return (id, waiting.Sent.Task);
        }
    }

    private JsonObject Body(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        CompletionRequest.Body(settings, ChatClientFactory.LimitField(settings), messages, options);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..IdLength];

    private static string Id(string hash, int number) => $"{hash}-{number}";

    private async Task SendWhenQuietAsync()
    {
        CallTrace.Leave();
        try
        {
            for (var before = -1; ;)
            {
                await Task.Delay(s_quiet, time, _stop.Token);
                lock (_gate)
                {
                    if (_waiting.Count == before) break;
                    before = _waiting.Count;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // those that wait are told below, by their batch's end
        }
        lock (_gate)
        {
            foreach (var part in Parts(_waiting)) Send(part);
            _waiting.Clear();
        }
    }

    private void Send(IReadOnlyList<Waiting> part)
    {
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            Directory.CreateDirectory(folder);
            var batch = new BatchRecord(Guid.NewGuid().ToString("N"), DateTimeOffset.UtcNow, [.. part.Select(w => w.Id)], Id: null);
            Durable.WriteText(batch.RequestsFile(folder), string.Concat(part.Select(w => w.Line + "\n")));
            batch.Save(folder);
            var answers = Running(batch, isNew: true);
            foreach (var waiting in part) waiting.Sent.SetResult(answers);
        }
        catch (Exception error)
        {
            var refused = error is IOException or UnauthorizedAccessException ? StorageException.CannotWrite(folder, error) : error;
            foreach (var waiting in part) waiting.Sent.TrySetException(refused);
        }
    }

    private Task<IReadOnlyDictionary<string, string>> Running(BatchRecord batch, bool isNew)
    {
        if (_running.TryGetValue(batch.Key, out var running)) return running;
        return _running[batch.Key] = Task.Run(AnswersAsync);

        async Task<IReadOnlyDictionary<string, string>> AnswersAsync()
        {
            CallTrace.Leave();   // a batch's own requests cost nothing, and one that is cut is no lost attempt of the call that came first
            return await _run.AnswersAsync(batch, isNew, _stop.Token);
        }
    }

    private static List<List<Waiting>> Parts(IEnumerable<Waiting> all)
    {
        List<List<Waiting>> parts = [];
        var bytes = 0;
        foreach (var waiting in all)
        {
            var length = Encoding.UTF8.GetByteCount(waiting.Line) + 1;
            if (parts.Count == 0 || parts[^1].Count == MostRequests || bytes + length > MostBytes)
            {
                parts.Add([]);
                bytes = 0;
            }
            parts[^1].Add(waiting);
            bytes += length;
        }
        return parts;
    }
}
