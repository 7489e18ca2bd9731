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
    private readonly long _started = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", context => AnswerAsync(context, CompletionRequest.ReadChat));
        routes.MapPost("/v1/completions", context => AnswerAsync(context, CompletionRequest.ReadText));
        routes.MapGet("/v1/models", context => ReplyAsync(context, new { Object = "list", Data = new[] { Model() } }));
        routes.MapGet("/v1/models/{**model}", context => ReplyAsync(context, context.GetRouteValue("model") is string model && model != options.ModelName
            ? throw CompletionRequest.UnknownModel(model, options) : Model()));
        routes.MapGet("/health", context => ReplyAsync(context, new { Status = "ok", policy.Growing, policy.Waiting }));
    }

    private object Model() => new { Id = options.ModelName, Object = "model", Created = _started, OwnedBy = "aop", MaxModelLen = policy.Context };

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
            if (!opened[part.Index] && request.Form.Opening(part.Index) is { } opening) await ReplyJson.SendAsync(response, opening, cancel);
            opened[part.Index] = true;
            drawn[part.Index] = part.Drawn;
            await ReplyJson.SendAsync(response, request.Form.Chunk(part), cancel);
        }
        if (request.TellsUsage) await ReplyJson.SendAsync(response, request.Form.Ending(new Usage(request.PromptTokens, drawn.Sum())), cancel);
        await ReplyJson.SendDoneAsync(response, cancel);
    }
}
