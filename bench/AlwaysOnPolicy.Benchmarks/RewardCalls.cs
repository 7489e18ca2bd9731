using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Asks a server of rewards as OpenRLHF's workers do, one answer a call and up to five tries a second apart, and looks afterwards whether each reward
/// that it was given is in the server's record: see bench/serve-reward.sh. The reward is the nearness of an answer's length to five words.</summary>
internal sealed class RewardCalls(HttpClient http, Uri address)
{
    private const int Tries = 5, Target = 5, LongestAnswer = 12;
    private static readonly string[] s_domains = ["cooking", "history", "travel"];
    private readonly ConcurrentDictionary<int, double> _given = new();
    private int _again, _lost;

    /// <param name="address">Of the server, get_reward included.</param>
    /// <param name="record">The server's file.</param>
    /// <returns>The exit code: 1 where a call was lost, a record is missing or other than it was said, or a bad request was not refused as one.</returns>
    public static async Task<int> RunAsync(Uri address, string record, int calls, int atOnce)
    {
        if (!address.IsLoopback) throw new SettingsException($"'{address}' is another machine's: this is for one's own.");
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = atOnce };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(180) };
        var load = new RewardCalls(http, address);
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, calls, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) => await load.CallAsync(i));
        var took = Stopwatch.GetElapsedTime(began);
        var wrong = load.Compare(record, out var lines);
        var refused = await load.RefusedAsync();
        Console.WriteLine($"{calls} calls, {atOnce} at once: {took.TotalSeconds:0.0} s, {calls / took.TotalSeconds:0} a second; " +
            $"{load._given.Count} given, {load._again} tried again, {load._lost} lost; " +
            $"{lines} lines recorded, {wrong} missing or wrong; {refused.Right} of {refused.All} bad requests refused");
        return load._lost + wrong > 0 || refused.Right != refused.All ? 1 : 0;
    }

    private static string Prompt(int call) => $"Human: what of number {call} ?\nAssistant:";

    private static string Answer(int call) => string.Join(' ', Enumerable.Range(0, 1 + (call % LongestAnswer)).Select(w => $"w{call}x{w}"));

    private static double Reward(int call) => -Math.Abs(1 + (call % LongestAnswer) - Target);

    private async Task CallAsync(int call)
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                using var reply = await http.PostAsJsonAsync(address, new
                {
                    query = new[] { $"{Prompt(call)} {Answer(call)}</s>" },
                    prompts = new[] { Prompt(call) },
                    labels = new[] { s_domains[call % s_domains.Length] },
                });
                reply.EnsureSuccessStatusCode();
                _given[call] = (await reply.Content.ReadFromJsonAsync<JsonNode>())!["rewards"]!.AsArray().Single()!.GetValue<double>();
                return;
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _again);
            }
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        Interlocked.Increment(ref _lost);
    }

    /// <returns>How many of those that were given are not recorded as they were, or are recorded with something else.</returns>
    private int Compare(string record, out int lines)
    {
        var (missing, wrong) = (_given.Keys.ToHashSet(), 0);
        lines = 0;
        foreach (var line in File.ReadLines(record).Select(l => JsonNode.Parse(l)!))
        {
            lines++;
            var call = int.Parse(line["question"]!.GetValue<string>().Split(' ')[3], CultureInfo.InvariantCulture);
            var same = line["answer"]!.GetValue<string>() == Answer(call) && line["domain"]!.GetValue<string>() == s_domains[call % s_domains.Length]
                && line["reward"]!.GetValue<double>() == Reward(call) && line["sample"]!.GetValue<int>() == lines - 1;
            if (same && _given.GetValueOrDefault(call, Reward(call)) == Reward(call)) missing.Remove(call);
            else wrong++;
        }
        return missing.Count + wrong;
    }

    private async Task<(int Right, int All)> RefusedAsync()
    {
        (string Body, HttpStatusCode Status)[] bad =
        [
            ("{", HttpStatusCode.BadRequest), ("[]", HttpStatusCode.BadRequest), ("{}", HttpStatusCode.BadRequest),
            ("""{"query": "a", "prompts": "a", "labels": "b"}""", HttpStatusCode.BadRequest),
            ("""{"query": ["a"], "prompts": [], "labels": []}""", HttpStatusCode.BadRequest),
            ("""{"query": ["another"], "prompts": ["Human: a\nAssistant:"], "labels": ["b"]}""", HttpStatusCode.BadRequest),
            ("""{"query": [1], "prompts": ["a"], "labels": ["b"]}""", HttpStatusCode.BadRequest),
            ($$"""{"query": ["{{new string('a', 5 << 20)}}"]}""", HttpStatusCode.RequestEntityTooLarge),
        ];
        var right = 0;
        foreach (var (body, status) in bad)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, null, "application/json") };
            request.Headers.ExpectContinue = true;   // of a body that is too large nothing is sent, so that its refusal is read
            using var reply = await http.SendAsync(request);
            if (reply.StatusCode == status) right++;
            else Console.WriteLine($"{(int)reply.StatusCode} for {body[..Math.Min(60, body.Length)]}");
        }
        return (right, bad.Length);
    }
}
