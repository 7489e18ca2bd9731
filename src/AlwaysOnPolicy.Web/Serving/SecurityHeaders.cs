using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Serving;

/// <summary>What every answer says to the browser: run and show only what this server sends, tell nobody, keep nothing.</summary>
internal static class SecurityHeaders
{
    private static readonly (string Name, string Value)[] s_headers =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
            "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ];

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var (name, value) in s_headers) context.Response.Headers[name] = value;
        return next(context);
    }
}
