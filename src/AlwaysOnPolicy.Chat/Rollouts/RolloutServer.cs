using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>One server: what it serves, and answers of it.</summary>
/// <param name="address">With or without v1 at its end.</param>
internal sealed class RolloutServer(HttpClient http, Uri address, RolloutSettings settings, string key, ServerHealth health) : IDisposable
{
    private const string AdapterConfig = "adapter_config.json";
    private readonly SemaphoreSlim _look = new(1);
    private string? _seen, _adapter;

    public Uri Address => address;

    public ServerHealth Health => health;

    /// <summary>Sees that the policy is served, and has it loaded where it is not. Those that ask meanwhile wait.</summary>
    /// <exception cref="RolloutException">The server is of another kind, or cannot come to serve the policy.</exception>
    /// <exception cref="ServerTrouble">It fails, for now.</exception>
    public async Task ServeAsync(string folder, string version, string dtype, CancellationToken cancel)
    {
        await _look.WaitAsync(cancel);
        try
        {
            if (!health.IsDoubtful && _seen == version) return;
            var served = await LookAsync(dtype, cancel);
            if (!served.Has(settings.Sampler, version))
            {
                await LoadAsync(served, folder, version, cancel);
                served = await LookAsync(dtype, cancel);
                if (!served.Has(settings.Sampler, version)) throw new RolloutException(
                    $"The rollout server {address} serves {served.Said(settings.Sampler)} after it was told to load the policy " +
                    $"{ServedVersions.Short(version)}.");
            }
            if (_adapter is { } old && old != version && served.Names.Contains(old))
            {
                await TellAsync("v1/unload_lora_adapter", new { lora_name = old }, cancel);
                _adapter = null;
            }
            if (settings.Sampler == RolloutSampler.Vllm && File.Exists(Path.Combine(folder, AdapterConfig))) _adapter = version;
            _seen = version;
            health.Clear();
        }
        finally
        {
            _look.Release();
        }
    }

    public void Dispose() => _look.Dispose();

    /// <summary>What it served is not to be taken for granted any more.</summary>
    public void Forget() => _seen = null;

    /// <exception cref="RolloutException">The reply is no answer of the policy.</exception>
    /// <exception cref="ServerTrouble">It fails, for now.</exception>
    public async Task<(int[] Ids, float[] Logprobs, bool Ended)> DrawAsync(RolloutRow row, string version, CancellationToken cancel)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "v1/completions", row.Request(settings.Sampler, version), cancel);
        if (status == HttpStatusCode.NotFound && settings.Sampler == RolloutSampler.Vllm) throw ServedVersions.Swapped(address, null, version);
        if ((int)status is < 200 or > 299) throw Refused(status, body);
        try
        {
            return row.Read(body, settings.Sampler, version, address);
        }
        catch (JsonException e)
        {
            throw new ServerTrouble("its reply is no JSON", inner: e);
        }
    }

    private async Task<ServedVersions> LookAsync(string dtype, CancellationToken cancel)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "v1/models", null, cancel);
        if ((int)status is < 200 or > 299) throw Refused(status, body);
        ServedVersions served;
        try
        {
            served = ServedVersions.Read(body);
        }
        catch (JsonException e)
        {
            throw new RolloutException(
                $"{address} is no rollout server: under /v1/models it says what cannot be read ({e.Message}). Correct rollouts.servers.", e);
        }
        var isAop = served.OwnedBy == "aop";
        if (isAop != (settings.Sampler == RolloutSampler.Aop))
            throw new RolloutException($"The rollout server {address} is " +
                $"{(isAop ? "aop serve" : $"no aop serve ({served.OwnedBy ?? "it does not say what"})")}: set rollouts.sampler to " +
                $"{(isAop ? "aop" : "vllm")}, or take it out of rollouts.servers.");
        if (isAop && served.Dtype != dtype)
            throw new RolloutException($"The rollout server {address} multiplies in {served.Dtype ?? "it does not say what"}, and compute.dtype is {dtype}: " +
                $"it would draw other answers. Start it with --dtype {dtype}.");
        return served;
    }

    private async Task LoadAsync(ServedVersions served, string folder, string version, CancellationToken cancel)
    {
        if (settings.Sampler == RolloutSampler.Vllm && !File.Exists(Path.Combine(folder, AdapterConfig)))
            throw Other(served, version, $"vLLM loads adapters alone while it runs (ppo.lora): start it with this policy, vllm serve {folder} " +
                $"--served-model-name {version}");
        var (status, body) = settings.Sampler == RolloutSampler.Aop
            ? await TellAsync("v1/policy", new { folder, version }, cancel)
            : await TellAsync("v1/load_lora_adapter", new { lora_name = version, lora_path = folder }, cancel);
        if ((int)status is >= 200 and <= 299) return;
        if (status is HttpStatusCode.Unauthorized) throw Refused(status, body);
        throw Other(served, version, settings.Sampler == RolloutSampler.Aop
            ? $"start it with --policies-in and --token, and name the token's variable in rollouts.api_key_variable. It says ({(int)status}): {Words(body)}"
            : $"start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True. It says ({(int)status}): {Words(body)}");
    }

    private Task<(HttpStatusCode Status, string Body)> TellAsync(string path, object body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body), cancel);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            if (key.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var reply = await http.SendAsync(request, patience.Token);
            var text = await BodyText.ReadAsync(reply, patience.Token);
            if (reply.StatusCode == HttpStatusCode.TooManyRequests)
                throw new ServerTrouble($"it refused for load (429): {Words(text)}", await AskedPause.OfAsync(reply), isThrottle: true);
            if ((int)reply.StatusCode >= 500 || reply.StatusCode == HttpStatusCode.RequestTimeout)
                throw new ServerTrouble($"it refused with {(int)reply.StatusCode}: {Words(text)}", await AskedPause.OfAsync(reply));
            return (reply.StatusCode, text);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ServerTrouble(e.GetBaseException().Message.TrimEnd('.'), inner: e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ServerTrouble($"it gave no reply within {settings.TimeoutSeconds} seconds (rollouts.timeout_seconds)", inner: e);
        }
    }

    private RolloutException Other(ServedVersions served, string version, string remedy) => new(
        $"The rollout server {address} serves the policy {served.Said(settings.Sampler)}, and {ServedVersions.Short(version)} is wanted: {remedy}");

    private RolloutException Refused(HttpStatusCode status, string body) => new(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        ? $"The rollout server {address} wants another token ({(int)status}): name the environment variable that holds it in rollouts.api_key_variable."
        : $"The rollout server {address} refused with {(int)status}: {Words(body)}");

    private string Words(string body) => RefusalText.Of(body, key);
}
