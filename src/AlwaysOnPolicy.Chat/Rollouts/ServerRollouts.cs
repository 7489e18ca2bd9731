using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>Answers that inference servers draw. Before it asks them, it sees that each serves the policy of the moment, and has it loaded where it does not;
/// every answer names the policy that drew it, and one of another policy is an error.</summary>
/// <remarks>Servers have one policy at a time, so that in one process the engines take turns, batch by batch.</remarks>
public sealed class ServerRollouts : IRolloutEngine
{
    private const string Example = "http://10.0.0.2:8000";
    private static readonly SemaphoreSlim s_turn = new(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly PromptFormat _format;
    private readonly GenerationDefaults _defaults;
    private readonly PolicySource _source;
    private readonly RolloutServer[] _servers;
    private readonly RolloutQueue _queue;
    private (long Moves, string Folder, string Version)? _policy;

    /// <summary>An engine for one policy; nothing is asked yet.</summary>
    /// <param name="defaults">The policy's, with what ends its answers.</param>
    /// <param name="tell">Is told when a server is lost; from any thread.</param>
    /// <exception cref="SettingsException">There is no server, an address is none, or the key's variable is not set.</exception>
    public ServerRollouts(RolloutSettings settings, PromptFormat format, GenerationDefaults defaults, PolicySource source, Action<string>? tell = null)
    {
        Check(settings);
        (_format, _defaults, _source) = (format, defaults, source);
        var key = settings.ApiKeyVariable is { } variable ? KnownSecrets.Remember(Environment.GetEnvironmentVariable(variable)?.Trim())! : "";
        _servers = [.. settings.Servers.Select(s => new RolloutServer(_http, AddressOf(s), settings, key, new ServerHealth(settings, TimeProvider.System)))];
        _queue = new RolloutQueue(_servers, settings, tell ?? (_ => { }));
    }

    /// <summary>Whether these settings can work, as far as one can know without asking.</summary>
    /// <exception cref="SettingsException">There is no server, an address is none or stands there twice, or the key's variable is not set.</exception>
    public static void Check(RolloutSettings settings)
    {
        if (settings.Servers.Count == 0) throw new SettingsException("rollouts.servers names no server.");
        if (settings.Servers.Select(AddressOf).CountBy(a => a).FirstOrDefault(a => a.Value > 1) is { Value: > 1, Key: var twice })
            throw new SettingsException($"rollouts.servers names {twice} twice.");
        if (settings.ApiKeyVariable is { } variable
            && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(ServiceAddress.VariableName(variable, "rollouts.api_key_variable"))))
            throw new SettingsException(
                $"The environment variable {variable}, which holds the rollout servers' token (rollouts.api_key_variable), is not set.");
    }

    /// <inheritdoc/>
    /// <exception cref="SettingsException">The sampling has a forced end, or suppresses tokens of its own: no server is told such things.</exception>
    public async Task<IReadOnlyList<Answer>> AnswerAsync(
        IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, long moves = 0, Action<int>? progress = null, CancellationToken cancel = default)
    {
        if (sampling.ForcedEosId is not null || sampling.SuppressTokens.Count > 0)
            throw new SettingsException("Rollout servers know no sampling.forced_eos_id or sampling.suppress_tokens: leave them out, or rollouts.servers.");
        if (sampling.EosIds.Count > 0 && _defaults.EosIds.Except(sampling.EosIds).Any())
            throw new SettingsException("Rollout servers end answers at the model's own tokens, too: name those in sampling.eos_ids as well, or leave it out.");
        if (requests.Count == 0) return [];
        if (_policy?.Moves != moves)
        {
            var folder = _source.FolderOf(moves);
            _policy = (moves, folder, PolicyVersion.Of(folder));
        }
        var options = sampling with
        {
            EosIds = sampling.EosIds.Count > 0 ? sampling.EosIds : _defaults.EosIds,
            SuppressTokens = _defaults.SuppressTokens,
        };
        RolloutRow[] rows = [.. requests.Select(r => new RolloutRow(_format.EncodePrompt(r.Question), r.Seed, options, _source.Vocabulary))];
        var answers = new Answer[rows.Length];
        await Task.Run(() => DrawAsync(rows, answers, progress, cancel), CancellationToken.None);   // off the thread that computes
        return answers;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
        _http.Dispose();
    }

    private async Task DrawAsync(RolloutRow[] rows, Answer[] answers, Action<int>? progress, CancellationToken cancel)
    {
        var (_, folder, version) = _policy!.Value;
        var count = 0;
        await s_turn.WaitAsync(cancel);
        try
        {
            await Task.WhenAll(_servers.Select(ReadyAsync));
            if (_servers.All(s => s.Health.IsLost)) throw _queue.Lost(rows.Length);
            await _queue.DrawAsync(rows, version, ServeAsync, (row, drawn) =>
            {
                answers[row] = new Answer(_format.DecodeAnswer(drawn.Ids), rows[row].Prompt, drawn.Ids, drawn.Ended) { Logprobs = drawn.Logprobs };
                progress?.Invoke(++count);
            }, cancel);
        }
        finally
        {
            s_turn.Release();
        }

        Task ServeAsync(RolloutServer server, CancellationToken stop) => server.ServeAsync(folder, version, _source.Dtype, stop);

        // Another run's turn may have been in between. One that does not come round is lost for this batch.
        async Task ReadyAsync(RolloutServer server)
        {
            server.Forget();
            server.Health.Revive();
            while (!server.Health.IsLost)
            {
                await server.Health.WaitAsync(cancel);
                var began = server.Health.Now;
                try
                {
                    await ServeAsync(server, cancel);
                    return;
                }
                catch (ServerTrouble trouble)
                {
                    _queue.Fail(server, began, trouble);
                }
            }
        }
    }

    private static Uri AddressOf(string text)
    {
        var address = ServiceAddress.Read(text, "rollouts.servers", Example).AbsoluteUri.TrimEnd('/');
        return new($"{(address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address)}/");
    }
}
