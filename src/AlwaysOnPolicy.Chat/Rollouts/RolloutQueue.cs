using System.Threading.Channels;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>Rows that several servers draw: each takes the next as soon as it has room, and what one loses goes back for the others.</summary>
internal sealed class RolloutQueue(IReadOnlyList<RolloutServer> servers, RolloutSettings settings, Action<string> tell)
{
    /// <summary>Draws all of them.</summary>
    /// <param name="serve">Sees that a server serves the policy.</param>
    /// <param name="done">Told of each row that is done, one at a time.</param>
    /// <exception cref="RolloutException">No server is left, or one is not to be drawn from.</exception>
    public async Task DrawAsync(
        IReadOnlyList<RolloutRow> rows, string version, Func<RolloutServer, CancellationToken, Task> serve,
        Action<int, (int[] Ids, float[] Logprobs, bool Ended)> done, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var open = Channel.CreateUnbounded<int>();
        for (var i = 0; i < rows.Count; i++) open.Writer.TryWrite(i);
        var (left, gate, atOnce) = (rows.Count, new Lock(), Math.Min(settings.InFlight, rows.Count));
        if (left == 0) return;
        await Task.WhenAll(servers.SelectMany(server => Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => WorkAsync(server), CancellationToken.None))));
        cancel.ThrowIfCancellationRequested();
        if (left > 0) throw Lost(left);

        async Task WorkAsync(RolloutServer server)
        {
            var health = server.Health;
            while (!health.IsLost && await open.Reader.WaitToReadAsync(stop.Token))
            {
                await health.WaitAsync(stop.Token);
                if (health.IsLost) break;
                var (row, began) = (-1, health.Now);
                try
                {
                    if (health.IsDoubtful)
                    {
                        await serve(server, stop.Token);
                        began = health.Now;
                    }
                    if (!open.Reader.TryRead(out row)) continue;
                    var drawn = await server.DrawAsync(rows[row], version, stop.Token);
                    health.Succeed();
                    lock (gate)
                    {
                        done(row, drawn);
                        if (--left == 0) open.Writer.TryComplete();
                    }
                }
                catch (ServerTrouble trouble)
                {
                    if (row >= 0) open.Writer.TryWrite(row);
                    Fail(server, began, trouble);
                    if (servers.All(s => s.Health.IsLost)) open.Writer.TryComplete();
                }
                catch
                {
                    await stop.CancelAsync();
                    throw;
                }
            }
        }
    }

    /// <summary>A server failed a request that began then.</summary>
    public void Fail(RolloutServer server, long began, ServerTrouble trouble)
    {
        if (server.Health.Fail(began, trouble))
            tell($"The rollout server {server.Address} is lost: {trouble.Message}. The others draw what it was asked for.");
    }

    /// <summary>No server is left.</summary>
    public RolloutException Lost(int left) => new(
        $"No rollout server is left, with {left} answers to be drawn: {string.Join("; ", servers.Select(s => $"{s.Address} ({s.Health.LastTrouble})"))}. " +
        "Start one again, or correct rollouts.servers, and run the same command: it goes on with what is there.");
}
