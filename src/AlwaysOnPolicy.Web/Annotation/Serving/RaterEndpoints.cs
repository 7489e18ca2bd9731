using System.Security.Cryptography;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Web.Annotation.Access;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>What the rater's page asks for and sends. It knows tasks by their place in the rater's own order; no id and no name leaves the server.</summary>
internal sealed class RaterEndpoints
{
    private const int MostTasksAtOnce = 50;
    private readonly AnnotationStore _store;
    private readonly EventQueue _queue;
    private readonly Dictionary<int, AnnotationItem> _items;
    private readonly Dictionary<int, IReadOnlyList<RaterTask>> _tasks;

    public RaterEndpoints(AnnotationStore store, EventQueue queue)
    {
        (_store, _queue) = (store, queue);
        _items = store.Items().ToDictionary(i => i.Number);
        _tasks = store.Raters().Where(r => r.Number > 0).ToDictionary(r => r.Number, r => store.Tasks(r.Number));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/rater", context => For(context, rater => StateAsync(context, rater)));
        routes.MapGet("/api/rater/tasks", context => For(context, rater => TasksAsync(context, rater)));
        routes.MapPost("/api/rater/events", context => For(context, rater => SaveAsync(context, rater)));
    }

    private static Task For(HttpContext context, Func<Rater, Task> serve)
    {
        if (RequestLimits.Person(context) is { Number: > 0 } rater) return serve(rater);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private Task StateAsync(HttpContext context, Rater rater)
    {
        var said = _store.Choices(rater.Number);
        return Json(context, new
        {
            // Keeps what one rater has not sent yet apart from another's in the same browser; says nothing of the token.
            Place = Convert.ToHexStringLower(SHA256.HashData(rater.TokenHash!))[..16],
            Instructions = _store.Settings.Instructions ?? Formats.Instructions.Paper,
            Choices = _tasks[rater.Number].Select(t => said.TryGetValue(t.Position, out var choice) ? choice.Choice : (Choice?)null),
        });
    }

    private Task TasksAsync(HttpContext context, Rater rater)
    {
        if (!int.TryParse(context.Request.Query["from"], out var from) || from < 0) return Refuse(context, "from must be 0 or more.");
        return Json(context, _tasks[rater.Number].Skip(from).Take(MostTasksAtOnce).Select(t =>
        {
            var item = _items[t.Item];
            return new { Task = t.Position, item.Question, First = t.BFirst ? item.B : item.A, Second = t.BFirst ? item.A : item.B };
        }));
    }

    private async Task SaveAsync(HttpContext context, Rater rater)
    {
        if (!context.Request.HasJsonContentType())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        ChoiceMessage? said;
        try
        {
            said = await JsonSerializer.DeserializeAsync<ChoiceMessage>(context.Request.Body, ArtifactJson.Compact, context.RequestAborted);
        }
        catch (JsonException)
        {
            said = null;
        }
        if (said is null || said.Flaw is not null)
        {
            await Refuse(context, said?.Flaw ?? "The body must be JSON: key, task, choice, and where they apply reason and note.");
            return;
        }
        try
        {
            var outcome = await _queue.SaveAsync(new(rater.Number, said.Task, said.Key, said.Choice, said.Reason, said.Note), context.RequestAborted);
            context.Response.StatusCode = outcome switch
            {
                SavedOutcome.KeyUsed => StatusCodes.Status409Conflict,
                SavedOutcome.NoSuchTask => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status200OK,
            };
            if (context.Response.StatusCode == StatusCodes.Status200OK) await Json(context, new { Saved = true });
        }
        catch (SqliteException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;   // the page keeps it and tries again
        }
    }

    private static Task Refuse(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Json(context, new { Error = why });
    }

    private static Task Json<T>(HttpContext context, T value) => context.Response.WriteAsJsonAsync(value, ArtifactJson.Compact);
}
