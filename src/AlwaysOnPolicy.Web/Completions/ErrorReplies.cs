using System.Globalization;
using AlwaysOnPolicy.Web.Completions.Replies;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Turns what goes wrong into the interface's errors; a stream that has begun ends with one.</summary>
internal static class ErrorReplies
{
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client is gone
        }
        catch (Exception e)
        {
            var error = e as ApiException ?? new ApiException(StatusCodes.Status500InternalServerError,
                e is UserErrorException ? e.Message : $"The server failed: {e.GetType().Name}.", type: "server_error");
            await TellAsync(context, error);
        }
    }

    private static async Task TellAsync(HttpContext context, ApiException error)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            await ReplyJson.SendAsync(response, error.Reply, context.RequestAborted);
            return;
        }
        if (error.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await ReplyJson.WriteAsync(response, error.Status, error.Reply, context.RequestAborted);
    }
}
