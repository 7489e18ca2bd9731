using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Web.Annotation;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Serving;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Many raters at once, each choosing about ten times a second and sending every tenth choice twice, as after a lost connection.</summary>
internal static class RaterLoad
{
    private const int Items = 300;
    private static readonly string[] s_choices = ["first", "second", "tie"];

    public static async Task RunAsync(int raters, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("aop-rater-load-").FullName;
        Comparison[] pairs = [.. Enumerable.Range(0, Items).Select(i => new Comparison(new Question($"q{i}", null, $"Question {i} ?"), 0, $"One {i}.", true,
            $"Other {i}.", true))];
        var store = await AnnotationStudy.OpenAsync(folder, new AnnotationSettings { A = new("a"), B = new("b"), Items = Items }, raters,
            new(new("a"), new("b"), folder, _ => Task.FromResult<IReadOnlyList<Comparison>>(pairs)), CancellationToken.None);
        var (sent, repeated, slowed) = (0, 0, 0);
        var latencies = new ConcurrentBag<double>();
        var last = new ConcurrentDictionary<(string Rater, int Task), string>();
        await using (var server = await AnnotationServer.StartAsync(store, new ServerOptions { Port = 0 }))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            var end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
            await Task.WhenAll(server.NewLinks.Where(l => l.Name != "administrator").Select(async (link, number) =>
            {
                var (token, random) = (new Uri(link.Address).Fragment[1..], new Random(number));
                for (var i = 0; Stopwatch.GetTimestamp() < end; i++)
                {
                    await Task.Delay(random.Next(20, 180));
                    var choice = new { key = $"r{number}k{i}", task = i % Items, choice = s_choices[random.Next(3)] };
                    for (var times = random.Next(10) == 0 ? 2 : 1; times > 0;)
                    {
                        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/rater/events") { Content = JsonContent.Create(choice) };
                        message.Headers.Add("Authorization", $"Bearer {token}");
                        var begun = Stopwatch.GetTimestamp();
                        using var response = await client.SendAsync(message);
                        if (response.StatusCode == HttpStatusCode.TooManyRequests)
                        {
                            Interlocked.Increment(ref slowed);
                            await Task.Delay(200);
                            continue;
                        }
                        latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                        response.EnsureSuccessStatusCode();
                        if (--times > 0) Interlocked.Increment(ref repeated);
                    }
                    Interlocked.Increment(ref sent);
                    last[(link.Name, choice.task)] = choice.choice;
                }
            }));
        }
        Console.WriteLine($"{raters} raters, {seconds} s: {sent} choices acknowledged ({sent / (double)seconds:0} a second), {repeated} of them sent twice, " +
            $"{slowed} requests slowed down");
        double[] sorted = [.. latencies.Order()];
        double At(double share) => sorted[(int)((sorted.Length - 1) * share)];
        Console.WriteLine($"latency of a saved choice, ms: median {At(0.5):0.0}, p99 {At(0.99):0.0}, highest {sorted[^1]:0.0}");
        var kept = AnnotationStore.Open(folder);
        var ids = kept.Items().ToDictionary(i => i.Number, i => i.Id);
        var tasks = kept.Raters().ToDictionary(r => r.Name, r => kept.Tasks(r.Number).ToDictionary(t => ids[t.Item], t => t.Position));
        var words = kept.Rated().ToDictionary(r => (r.Rater, tasks[r.Rater][r.Id]), r => r.Preference == Preference.Tie ? "tie"
            : (r.Preference == Preference.A) != r.BFirst ? "first" : "second");
        var lost = last.Count(l => words.GetValueOrDefault(l.Key) != l.Value);
        Console.WriteLine($"on disk: {kept.Events()} choices, {kept.Events() - sent} too many; {words.Count} verdicts, {lost} lost or other than acknowledged");
        Directory.Delete(folder, recursive: true);
    }
}
