using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Completions.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>What the server can be asked.</summary>
internal sealed class CompletionEndpoints(ServedPolicy policy, CompletionServerOptions options)
{
    private static readonly IReadOnlySet<string> s_change = new HashSet<string> { "folder", "version" };
    private static readonly Dictionary<string, string[]> s_none = [];
    private readonly long _started = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", context => AnswerAsync(context, CompletionRequest.ReadChat));
        routes.MapPost("/v1/completions", context => AnswerAsync(context, CompletionRequest.ReadText));
        routes.MapGet("/v1/models", context => ReplyAsync(context, new { Object = "list", Data = new[] { Model() } }));
        routes.MapGet("/v1/models/{**model}", context => ReplyAsync(context, context.GetRouteValue("model") is string model && model != options.ModelName
            ? throw CompletionRequest.UnknownModel(model, options) : Model()));
        routes.MapPost("/v1/policy", ChangeAsync);
        routes.MapGet("/health", context => ReplyAsync(context, new { Status = "ok", policy.Growing, policy.Waiting }));
    }

    private object Model() => new
    {
        Id = options.ModelName,
        Object = "model",
        Created = _started,
        OwnedBy = "aop",
        MaxModelLen = policy.Context,
        policy.Version,
        Dtype = options.Dtype == ComputeType.Bfloat16 ? "bfloat16" : "float32"
    };

    private async Task ChangeAsync(HttpContext context)
    {
        string folder, version;
        using (var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted))
        {
            body.RefuseOthers(s_change, s_none);
            folder = body.Text("folder") ?? throw RequestBody.Wrong("folder", "must be the path of a policy's folder");
            version = body.Text("version") ?? throw RequestBody.Wrong("version", "must be the version that the folder is to have");
        }
        if (options.Policies is not { } policies) throw new ApiException(StatusCodes.Status403Forbidden,
            "This server keeps the policy that it was started with: start it with --policies-in FOLDER, which policies may be loaded from.",
            code: "policy_fixed");
        await policies.ChangeAsync(policy, folder, version);   // goes on where the client leaves: half a change is none
        await ReplyAsync(context, Model());
    }

    private static Task ReplyAsync(HttpContext context, object reply) =>
        ReplyJson.WriteAsync(context.Response, StatusCodes.Status200OK, reply, context.RequestAborted);

    private async Task AnswerAsync(HttpContext context, Func<RequestBody, ServedPolicy, CompletionServerOptions, CompletionRequest> read)
    {
        var cancel = context.RequestAborted;
        CompletionRequest request;
        using (var body = await RequestBody.ReadAsync(context.Request, cancel)) request = read(body, policy, options);
        var parts = policy.TryAsk(request.Rows, cancel) ?? throw new ApiException(StatusCodes.Status429TooManyRequests,
            $"{policy.Waiting} answers wait for their turn already. Ask again later.", code: "rate_limit_exceeded", type: "rate_limit_error")
        { RetryAfter = policy.SecondsToWait };
        if (request.Stream) await StreamAsync(context.Response, request, parts, cancel);
        else
        {
            FinishedChoice[] choices = [.. request.Rows.Select((_, i) => new FinishedChoice(i))];
            await foreach (var part in parts.WithCancellation(cancel)) choices[part.Index].Add(part);
            request.Form.Fingerprint = choices[0].Version;
            await ReplyAsync(context, request.Form.Whole(choices, new Usage(request.PromptTokens, choices.Sum(c => c.Drawn))));
        }
    }

    private static async Task StreamAsync(HttpResponse response, CompletionRequest request, IAsyncEnumerable<AnswerPart> parts, CancellationToken cancel)
    {
        var drawn = new int[request.Rows.Count];
        var opened = new bool[request.Rows.Count];
        await foreach (var part in parts.WithCancellation(cancel))
        {
            if (!response.HasStarted) ReplyJson.BeginStream(response);
            request.Form.Fingerprint = part.Version;
            if (!opened[part.Index] && request.Form.Opening(part.Index) is { } opening) await ReplyJson.SendAsync(response, opening, cancel);
            opened[part.Index] = true;
            drawn[part.Index] = part.Drawn;
            await ReplyJson.SendAsync(response, request.Form.Chunk(part), cancel);
        }
        if (request.TellsUsage) await ReplyJson.SendAsync(response, request.Form.Ending(new Usage(request.PromptTokens, drawn.Sum())), cancel);
        await ReplyJson.SendDoneAsync(response, cancel);
    }
}
