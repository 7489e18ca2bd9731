using System.Net;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Serving;

/// <summary>Turns away what another site's page sends: a request must name this server, and where it says who sends it, that must be this server too.</summary>
/// <remarks>Nothing here rests on cookies, so another site has nothing to borrow; this is the second wall.</remarks>
/// <param name="listen">Where the server listens: on loopback it is called by no other name, or a page could lend it one (DNS rebinding).</param>
/// <param name="publicUrl">What a proxy in front of the server is called; null without one.</param>
/// <param name="refuse">Answers with a status and a reason, in the server's own form.</param>
internal sealed class OriginGuard(IPAddress listen, Uri? publicUrl, Func<HttpContext, int, string, Task> refuse)
{
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var host = request.Host;
        var named = !IPAddress.IsLoopback(listen) || IsThisMachine(host.Host) || IsPublic(host);
        if (!named)
            return refuse(context, StatusCodes.Status421MisdirectedRequest, $"The request names another host than this server: ask for {listen} or localhost.");
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        var own = origin.Length == 0 || origin == $"{request.Scheme}://{host}" || origin == publicUrl?.GetLeftPart(UriPartial.Authority);
        var crosses = request.Path.StartsWithSegments("/api") && site is not ("" or "same-origin" or "none");
        return own && !crosses ? next(context) : refuse(context, StatusCodes.Status403Forbidden, "The request comes from another site's page.");
    }

    // A loopback address in digits is nobody's to lend.
    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));

    private bool IsPublic(HostString host) =>
        publicUrl is not null && (host.Value == publicUrl.Authority || (host.Host == publicUrl.Host && publicUrl.IsDefaultPort && host.Port is null));
}
