using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace AlwaysOnPolicy.Web.Serving;

/// <summary>Files that lie in this assembly and are sent as they are.</summary>
internal static class StaticPage
{
    /// <param name="path">Where the browser asks for it.</param>
    /// <param name="resource">Its name in the assembly; the ending says what it is.</param>
    public static void Map(IEndpointRouteBuilder routes, string path, string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"'{resource}' is not in the assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        var type = Path.GetExtension(resource) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        routes.MapGet(path, context =>
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = bytes.Length;
            return context.Response.Body.WriteAsync(bytes).AsTask();
        });
    }
}
