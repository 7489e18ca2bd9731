using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A local service with OpenAI's chat interface that writes keywords and questions and judges answers, as the prompts ask.</summary>
internal sealed partial class ChatServer : IDisposable
{
    private readonly HttpListener _listener;
    private int _written;
    private long _input, _output;

    public ChatServer()
    {
        (_listener, var port) = LocalListener.Start("localhost");
        Endpoint = $"http://localhost:{port}/v1";
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>What an author's answer begins with, besides the questions that it was shown; null for an author that writes only new ones.</summary>
    public IReadOnlyList<string>? Repeated { get; init; }

    /// <summary>Whether a reply depends on its request alone, rather than on those before it.</summary>
    public bool ByRequest { get; init; }

    /// <summary>Whether it quotes the key that it is sent, in its answers and in refusals.</summary>
    public bool QuotesTheKey { get; init; }

    /// <summary>So many requests are refused first.</summary>
    public int Refusals { get; set; }

    /// <summary>Tokens that the service counts, four characters to one: of requests and of replies.</summary>
    public (long Input, long Output) Used => (Interlocked.Read(ref _input), Interlocked.Read(ref _output));

    /// <summary>Every prompt that came in.</summary>
    public ConcurrentQueue<string> Prompts { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.ContentType = "application/json";
                if (context.Request.Url!.AbsolutePath.Contains("/score", StringComparison.Ordinal))
                {
                    await WriteScoresAsync(context, body.ToArray());
                    continue;
                }
                var hash = Convert.ToHexStringLower(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)))[..8];
                var lines = 0;
                string Number() => ByRequest ? $"{hash} {++lines}" : $"{Interlocked.Increment(ref _written)}";
                using var request = JsonDocument.Parse(body.ToArray());
                var prompt = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").ToString();
                Prompts.Enqueue(prompt);
                var reply = Reply(prompt, Number);
                var key = QuotesTheKey ? $"{context.Request.Headers["Authorization"]} " : "";
                reply = reply.Replace("attempt ", $"attempt {key}", StringComparison.Ordinal);
                if (Refusals > 0)
                {
                    Refusals--;
                    context.Response.StatusCode = 403;
                    await JsonSerializer.SerializeAsync(context.Response.OutputStream, new { error = new { message = $"not with {key}" } });
                    context.Response.Close();
                    continue;
                }
                var (input, output) = (request.RootElement.GetProperty("messages").EnumerateArray()
                    .Sum(m => m.GetProperty("content").ToString().Length / 4), (reply.Length + 3) / 4);
                Interlocked.Add(ref _input, input);
                Interlocked.Add(ref _output, output);
                await JsonSerializer.SerializeAsync(context.Response.OutputStream, new
                {
                    id = "1",
                    @object = "chat.completion",
                    created = 1,
                    model = "m",
                    choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = reply } } },
                    usage = new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output },
                });
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    /// <summary>An answer's length, and a little of the address.</summary>
    private static async Task WriteScoresAsync(HttpListenerContext context, byte[] body)
    {
        using var request = JsonDocument.Parse(body);
        var more = context.Request.RawUrl!.Length / 100.0;
        await JsonSerializer.SerializeAsync(context.Response.OutputStream,
            new { scores = request.RootElement.GetProperty("responses").EnumerateArray().Select(r => r.GetString()!.Length + more).ToArray() });
        context.Response.Close();
    }

    private string Reply(string prompt, Func<string> number)
    {
        if (prompt.StartsWith("Imagine you are an evaluator", StringComparison.Ordinal))
        {
            var choice = ByRequest ? number()[0] : prompt.Length;
            return choice % 3 == 0 ? "C" : choice % 3 == 1 ? "A" : "B.";
        }
        if (Keywords().Match(prompt) is { Success: true } k) return List(int.Parse(k.Groups[1].Value), i => $"{k.Groups[2].Value} matter {i}");
        if (Questions().Match(prompt) is { Success: true } q) return List(int.Parse(q.Groups[1].Value), _ => $"why is {q.Groups[2].Value} so odd , case " +
            $"{number()} ?");
        if (More().Match(prompt) is { Success: true } m) return List(int.Parse(m.Groups[1].Value), _ => New("any", number()));
        var (count, domain) = (int.Parse(Count().Match(prompt).Groups[1].Value), Domain().Match(prompt).Groups[1].Value);
        string[] copied = Repeated is null ? [] : [.. Shown().Matches(prompt).Take(2).Select(s => s.Groups[1].Value), .. Repeated];
        return List(count, i => i <= copied.Length ? copied[i - 1] : $"[{domain}] {New(domain, number())}");
    }

    private static string New(string subject, string number) => $"my {subject} plan failed again , attempt {number} , what now ?";

    private static string List(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(1, count).Select(i => $"{i}. {line(i)}"));

    [GeneratedRegex(@"^List (\d+) keywords .* subreddit r/(\w+)\.")]
    private static partial Regex Keywords();

    [GeneratedRegex(@"^Write (\d+) questions about ""([^""]+)""")]
    private static partial Regex Questions();

    [GeneratedRegex(@"^Write (\d+) more in the same form")]
    private static partial Regex More();

    [GeneratedRegex(@"^Question: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"Come up with a set of (\d+) questions")]
    private static partial Regex Count();

    [GeneratedRegex(@"=== Domain: (\w+) ===")]
    private static partial Regex Domain();
}
