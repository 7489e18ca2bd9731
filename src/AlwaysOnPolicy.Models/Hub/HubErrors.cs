using System.Net;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>The hub's refusals in plain words.</summary>
internal static class HubErrors
{
    public static HubException Refused(HttpResponseMessage response, HubSettings settings, HubId id, string what)
    {
        var page = new Uri(settings.Endpoint, id.Address);
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.First() : "";
        var token = settings.Token is null ? "HF_TOKEN is not set" : "the token of HF_TOKEN may not read it";
        return new HubException((response.StatusCode, code) switch
        {
            (HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, "RepoNotFound") =>
                $"There is no {id.Kind} '{id}' on {settings.Endpoint.Host}, or it is private and {token}. Check the name; for a private {id.Kind} set " +
                "HF_TOKEN to a token that may read it.",
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) =>
                $"'{id}' is not open to all, and {token}. Accept the {id.Kind}'s terms on {page} with your account, make a token that may read it, and set " +
                "HF_TOKEN to it.",
            (HttpStatusCode.NotFound, "RevisionNotFound") => $"'{id}' has no revision for {what}. Look at the branches on {page}, and name one with " +
                "--revision.",
            (HttpStatusCode.NotFound, _) => $"'{id}': {what} was not found on {settings.Endpoint.Host}. Check the name and --revision against {page}.",
            (HttpStatusCode.TooManyRequests, _) =>
                $"{settings.Endpoint.Host} asks to wait{Wait(response)}: too many requests. Run the same command later: it goes on from there. With HF_TOKEN " +
                "set the limits are higher.",
            var (status, _) => $"{settings.Endpoint.Host} answered {(int)status} to the request for {what} of '{id}'. Run the same command later: it goes on " +
                "from there.",
        });
    }

    public static HubException Unreachable(HubSettings settings, string what, Exception inner) => new(
        $"{settings.Endpoint.Host} cannot be reached for {what}: {inner.Message} Check the network, HTTPS_PROXY and HF_ENDPOINT; what was downloaded is " +
        "kept.", inner);

    /// <summary>How long the service asks to wait; null where it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is { Ticks: > 0 } rest ? rest : TimeSpan.Zero,
        _ => null,
    };

    private static string Wait(HttpResponseMessage response) => RetryAfter(response) is { } wait ? $" {wait.TotalSeconds:0} seconds" : "";
}
