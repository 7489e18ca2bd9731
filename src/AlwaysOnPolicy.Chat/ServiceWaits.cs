using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Chat;

/// <summary>Tells whoever shows a run that a service is being waited for. What is waited for changes no result, so it goes to the screen and nowhere
/// else.</summary>
public static class ServiceWaits
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(2), s_between = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, long> s_told = new();

    /// <summary>Is told a sentence when a service has been silent for 2 seconds, and at most every 30 seconds after that; from any thread.</summary>
    public static event Action<string>? Waiting;

    /// <summary>Waits for a reply, and tells where it takes long.</summary>
    /// <param name="attempt">The how-manieth of the same request.</param>
    internal static async Task<T> WatchAsync<T>(Task<T> reply, Uri service, int attempt, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var began = time.GetTimestamp();
        for (var next = s_first; !reply.IsCompleted; next += s_between)
        {
            using var over = new CancellationTokenSource();
            var left = next - time.GetElapsedTime(began);
            var wait = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, over.Token);
            if (await Task.WhenAny(reply, wait) == reply)
            {
                await over.CancelAsync();
                break;
            }
            Tell(service, time.GetElapsedTime(began), attempt, time);
        }
        return await reply;
    }

    /// <summary>Says a sentence on what is waited for at once.</summary>
    internal static void Say(string sentence) => Waiting?.Invoke(sentence);

    private static void Tell(Uri service, TimeSpan waited, int attempt, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var place = service.GetLeftPart(UriPartial.Path);
        if (s_told.TryGetValue(place, out var last) && time.GetElapsedTime(last, now) < s_between) return;
        s_told[place] = now;
        Waiting?.Invoke(FormattableString.Invariant(
            $"Waiting for {place}: no reply for {waited.TotalSeconds:0} s{(attempt > 1 ? $", attempt {attempt}" : "")}."));
    }
}
