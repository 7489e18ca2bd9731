using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A local service with OpenAI's chat interface that writes keywords and questions and judges answers, as the prompts ask.</summary>
internal sealed partial class ChatServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private int _written;

    public ChatServer()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Endpoint = $"http://localhost:{port}/v1";
        _listener.Prefixes.Add($"http://localhost:{port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>What an author's answer begins with, besides the questions that it was shown; null for an author that writes only new ones.</summary>
    public IReadOnlyList<string>? Repeated { get; init; }

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
                using var request = await JsonDocument.ParseAsync(context.Request.InputStream);
                var prompt = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").ToString();
                Prompts.Enqueue(prompt);
                context.Response.ContentType = "application/json";
                await JsonSerializer.SerializeAsync(context.Response.OutputStream, new
                {
                    id = "1",
                    @object = "chat.completion",
                    created = 1,
                    model = "m",
                    choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = Reply(prompt) } } },
                });
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed at the test's end
        }
    }

    private string Reply(string prompt)
    {
        if (prompt.StartsWith("Imagine you are an evaluator", StringComparison.Ordinal)) return prompt.Length % 3 == 0 ? "C" : prompt.Length % 3 == 1 ? "A" : "B.";
        if (Keywords().Match(prompt) is { Success: true } k) return List(int.Parse(k.Groups[1].Value), i => $"{k.Groups[2].Value} matter {i}");
        if (Questions().Match(prompt) is { Success: true } q) return List(int.Parse(q.Groups[1].Value), _ => $"why is {q.Groups[2].Value} so odd , case {Interlocked.Increment(ref _written)} ?");
        if (More().Match(prompt) is { Success: true } m) return List(int.Parse(m.Groups[1].Value), _ => New("any"));
        var (count, domain) = (int.Parse(Count().Match(prompt).Groups[1].Value), Domain().Match(prompt).Groups[1].Value);
        string[] copied = Repeated is null ? [] : [.. Shown().Matches(prompt).Take(2).Select(s => s.Groups[1].Value), .. Repeated];
        return List(count, i => i <= copied.Length ? copied[i - 1] : $"[{domain}] {New(domain)}");
    }

    private string New(string subject) => $"my {subject} plan failed again , attempt {Interlocked.Increment(ref _written)} , what now ?";

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
