using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>What a client of the dashboard is told. Lines of the run's log carry their number as the event's id, so that a client which comes back with the
/// last one that it had misses none and gets none twice, whether it, the dashboard or the run was gone meanwhile. Where the run stands is told as it is now;
/// that has no id, since only the newest matters.</summary>
internal static class EventStream
{
    /// <param name="after">The last line that the client has; 0 for none.</param>
    public static async IAsyncEnumerable<SseItem<string>> Of(RunFeed feed, int after, TimeSpan atLeastEvery, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? report = null;
        while (!cancel.IsCancellationRequested)
        {
            var now = feed.Now;
            if (after > now.Log.Count)
            {
                after = 0;   // another log: the folder was emptied
                yield return new("", "reset") { EventId = "0" };
            }
            for (; after < now.Log.Count; after++)
                yield return new(Json(new { number = after + 1, text = RunWords.Of(now.Log[after]) }), "log") { EventId = Id(after + 1) };
            yield return new(Json(new
            {
                text = RunWords.Of(now.Status),
                stages = now.Status.Running.Select(s => new { text = RunWords.Of(s), done = s.Done, total = s.Total }),
            }), "status");
            if (report != now.Report) yield return new(report = now.Report, "report");
            try
            {
                await feed.ChangedAsync(now).WaitAsync(atLeastEvery, cancel);
            }
            catch (TimeoutException)
            {
                // says again where the run stands: what is silent for long is cut by whatever lies between
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
        }
    }

    private static string Id(int line) => line.ToString(CultureInfo.InvariantCulture);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
