using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Web.Annotation.Access;
using AlwaysOnPolicy.Web.Annotation.Formats;
using AlwaysOnPolicy.Web.Annotation.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>Progress and export, for the administrator's token alone. Only the export names who wrote which answer.</summary>
internal sealed class AdministratorEndpoints(AnnotationStore store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/admin", context => For(context, () => context.Response.WriteAsJsonAsync(store.Progress(), ArtifactJson.Compact)));
        routes.MapGet("/api/admin/export", context => For(context, () => ExportAsync(context)));
    }

    private static Task For(HttpContext context, Func<Task> serve)
    {
        if (RequestLimits.Person(context) is { Number: 0 }) return serve();
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private Task ExportAsync(HttpContext context)
    {
        var csv = context.Request.Query["format"] == "csv";
        context.Response.ContentType = csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        var lines = ExportLine.Of(store.Settings, store.Rated());
        return context.Response.WriteAsync(csv ? ExportLine.Csv(lines) : ExportLine.Jsonl(lines), context.RequestAborted);
    }
}
