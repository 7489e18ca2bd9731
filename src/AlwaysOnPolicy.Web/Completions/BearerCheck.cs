using System.Security.Cryptography;
using System.Text;
using AlwaysOnPolicy.Web.Completions.Replies;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Lets those in who bring the token; whether the server is well anybody may ask.</summary>
/// <param name="token">Null lets everybody in.</param>
internal sealed class BearerCheck(string? token)
{
    private const string Bearer = "Bearer ", Basic = "Basic ";

    // Hashes have one length, so that the time of comparing says nothing of the token, not even how long it is.
    private readonly byte[]? _hash = token is null ? null : Hash(token);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (_hash is null || context.Request.Path == "/health") return next(context);
        var given = context.Request.Headers.Authorization.ToString();
        if (Brought(given) is { } brought && CryptographicOperations.FixedTimeEquals(Hash(brought), _hash)) return next(context);
        throw new ApiException(StatusCodes.Status401Unauthorized, given.Length == 0
            ? "You didn't provide an API key: send this server's token in the header Authorization: Bearer TOKEN."
            : "Incorrect API key provided: it is not this server's token.", code: "invalid_api_key");
    }

    /// <summary>A client that can be told nothing but an address sends what stands there, http://aop:TOKEN@host, as a password.</summary>
    private static string? Brought(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header[Bearer.Length..].Trim();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
