using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Asks a server on this machine as one client, as 16 at once, and for a while as 64: see bench/serve.sh.</summary>
internal sealed class ServeLoad(HttpClient http, int process)
{
    private const int PromptTokens = 64, AnswerTokens = 64, LeastId = 1000, Ids = 20_000;
    private int _request;

    /// <param name="address">Of the server, v1 included.</param>
    /// <param name="process">The server's.</param>
    /// <returns>The exit code: 1 where a request failed otherwise than by 429.</returns>
    public static async Task<int> RunAsync(string address, int process, int seconds)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        using var http = new HttpClient(handler) { BaseAddress = new($"{address}/"), Timeout = TimeSpan.FromMinutes(5) };
        if (!http.BaseAddress.IsLoopback) throw new SettingsException($"'{address}' is another machine's: this is for one's own.");
        var load = new ServeLoad(http, process);
        await load.TokensASecondAsync(1, 1);   // the first request compiles
        var (one, many) = (await load.TokensASecondAsync(1, 6), await load.TokensASecondAsync(16, 3));
        var again = await load.TokensASecondAsync(1, 6);
        one = (one + again) / 2;
        Console.WriteLine($"{PromptTokens} + {AnswerTokens} tokens: 1 client {one:0.0} tokens/s, 16 clients {many:0.0} tokens/s: {many / one:0.00} times");
        return await load.FloodAsync(64, TimeSpan.FromSeconds(seconds));
    }

    private async Task<double> TokensASecondAsync(int clients, int requests)
    {
        var began = Stopwatch.GetTimestamp();
        var drawn = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (var i = 0; i < requests; i++)
            {
                using var reply = await AskAsync();
                reply.EnsureSuccessStatusCode();
                Interlocked.Add(ref drawn, await DrawnAsync(reply));
            }
        }));
        return drawn / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<int> FloodAsync(int clients, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var (answered, refused, failed, drawn) = (0, 0, 0, 0);
        using var end = new CancellationTokenSource();
        var watching = WatchAsync(began, end.Token);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                using var reply = await AskAsync();
                if (reply.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    Interlocked.Increment(ref refused);
                    if (reply.Headers.RetryAfter?.Delta is not { } pause) Interlocked.Increment(ref failed);
                    else await Task.Delay(pause < time ? pause : time);
                }
                else if (reply.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref answered);
                    Interlocked.Add(ref drawn, await DrawnAsync(reply));
                }
                else Interlocked.Increment(ref failed);
            }
        }));
        var took = Stopwatch.GetElapsedTime(began);
        await end.CancelAsync();
        await watching;
        Console.WriteLine($"{clients} clients for {took.TotalSeconds:0} s: {answered} answered, {refused} times 429, {failed} failed; " +
            $"{drawn / took.TotalSeconds:0.0} tokens/s");
        return failed > 0 ? 1 : 0;
    }

    private async Task WatchAsync(long began, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var server = Process.GetProcessById(process);
            Console.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds,5:0} s  resident {server.WorkingSet64 / 1e6:0} MB");
            await Task.Delay(TimeSpan.FromSeconds(5), end).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>A prompt of its own each time, so that none is known already.</summary>
    private Task<HttpResponseMessage> AskAsync()
    {
        var number = Interlocked.Increment(ref _request);
        var random = SeededRandom.For(1, "load", $"{number}");
        return http.PostAsJsonAsync("completions", new
        {
            prompt = Enumerable.Range(0, PromptTokens).Select(_ => LeastId + (int)(random.NextDouble() * Ids)).ToArray(),
            max_tokens = AnswerTokens,
            min_tokens = AnswerTokens,
            seed = number,
        });
    }

    private static async Task<int> DrawnAsync(HttpResponseMessage reply) =>
        (await reply.Content.ReadFromJsonAsync<JsonNode>())!["usage"]!["completion_tokens"]!.GetValue<int>();
}
