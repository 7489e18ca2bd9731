using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Web.Completions;
using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Completions.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>Serves a reward in OpenRLHF's protocol until it is disposed of: POST /get_reward takes {query, prompts, labels} and answers {rewards, scores,
/// extra_logs}. Each answer is recorded with its domain and reward before it is replied to.</summary>
public sealed class RewardServer : IAsyncDisposable
{
    private readonly QuadrupleFile _file;
    private readonly RewardQueue _queue;
    private readonly RewardRequest _request;
    private readonly RewardServerOptions _options;
    private WebApplication _application = null!;

    private RewardServer(IRewardModel model, string record, RewardServerOptions options)
    {
        (_options, _request) = (options, new RewardRequest(options));
        _file = new QuadrupleFile(record);
        _queue = new RewardQueue(model, _file, options);
    }

    /// <summary>Where clients find it: --reward.remote_url is this and get_reward.</summary>
    public Uri Address => JsonServer.AddressOf(_application);

    /// <summary>Answers in the file of records, those of earlier servers too.</summary>
    public int Recorded => _file.Count;

    /// <summary>Begins to serve.</summary>
    /// <param name="model">It stays the caller's; one thread asks it.</param>
    /// <param name="record">The file of JSON lines that each scored answer is added to; one that is there is gone on with.</param>
    /// <exception cref="SettingsException">The port is taken, the address is not this machine's, another server writes the file, or the template has not
    /// exactly one {question}.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static async Task<RewardServer> StartAsync(IRewardModel model, string record, RewardServerOptions options, CancellationToken cancel = default)
    {
        var server = new RewardServer(model, record, options);
        try
        {
            server._application = await JsonServer.StartAsync(options, server.Map, cancel);
            return server;
        }
        catch
        {
            server.Close();
            throw;
        }
    }

    /// <summary>Takes no new requests, lets those under way end within the grace, and gives up the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await JsonServer.StopAsync(_application);
        Close();
    }

    private void Close()
    {
        _queue.Dispose();
        _file.Dispose();
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/get_reward", ScoreAsync);
        routes.MapGet("/health", context => ReplyAsync(context, new { Status = "ok", _queue.Waiting, Recorded }));
    }

    private async Task ScoreAsync(HttpContext context)
    {
        IReadOnlyList<AskedAnswer> answers;
        using (var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted)) answers = _request.Read(body);
        if (answers.Count > _options.Waiting)
            throw RequestBody.Wrong("query", $"has {answers.Count} entries, and {_options.Waiting} may wait: send fewer at once");
        var asked = _queue.TryAsk(answers, context.RequestAborted) ?? throw new ApiException(StatusCodes.Status429TooManyRequests,
            $"{_queue.Waiting} answers wait for their reward already. Ask again later.", code: "rate_limit_exceeded", type: "rate_limit_error")
        { RetryAfter = _queue.SecondsToWait };
        var rewards = await asked;
        await ReplyAsync(context, new { Rewards = rewards, Scores = rewards, ExtraLogs = new { } });
    }

    private static Task ReplyAsync(HttpContext context, object reply) =>
        ReplyJson.WriteAsync(context.Response, StatusCodes.Status200OK, reply, context.RequestAborted);
}
