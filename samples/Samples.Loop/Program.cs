// Always-On-Policy by hand: before each iteration the policy is probed, and the author writes prompts for the domains in which it scores low.
using System.Globalization;
using System.Text.RegularExpressions;
using AlwaysOnPolicy;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Text;

const int Iterations = 2;
var folder = args is [var given] ? given : Path.Combine(Path.GetTempPath(), $"samples-loop-{Guid.NewGuid():N}");
string[] domains = ["cooking", "physics", "gardening"], verbs = ["start", "finish", "measure", "repair", "clean", "choose"];
string[] things = ["a pot", "a lens", "a hedge", "a scale", "an oven", "a bulb", "a spade", "a magnet", "a knife", "a bed", "a prism", "a stove"];
Question[] probe = [.. domains.SelectMany(d => verbs.Select((v, i) => new Question($"{d}-{i}", d, $"how would you {v} with {d} in the morning")))];

var model = Path.Combine(folder, "start");
TinyModel.WriteFrom(model, [.. probe.Select(q => q.Text), .. things.Select(t => $"you need {t} for it, and a little time, then look again.")]);

// It stands in for a language model: it reads the scores it is shown, and asks about the weakest domain twice as often.
var written = 0;
using var author = new DelegateChatClient((messages, cancel) => Task.FromResult(Write(string.Concat(messages.Select(m => m.Text)))), "sample");
List<string> used = [];
for (var iteration = 1; iteration <= Iterations; iteration++)
{
    var output = Path.Combine(folder, $"policy-{iteration}");
    var result = await new Aligner().IterateAsync(model, probe, ShortAnswers, author, output, new IterationJob
    {
        Seed = (ulong)iteration,
        Sizes = new() { AuthorCalls = 2, PromptsPerCall = 8 },
        Exclude = used,
        Standardise = false,
        Ppo = new() { BatchSize = 8, MiniBatchSize = 4, LearningRate = 5e-4 },
        Run = new() { Sampling = new() { MaxNewTokens = 16 } },
    });
    foreach (var domain in result.Probe.GroupBy(s => s.Domain))
        Console.WriteLine($"iteration {iteration}: {domain.Key,-9} reward {domain.Average(s => s.Reward):0.00}, {result.Prompts.Prompts.Count(p => p.Domain == domain.Key)} prompts");
    Console.WriteLine($"iteration {iteration}: {result.Training.Steps} steps of PPO");
    used.AddRange(result.Prompts.Prompts.Select(p => p.Text));
    model = output;
}
Console.WriteLine($"the last policy is in {model}");

static ValueTask<IReadOnlyList<double>> ShortAnswers(IReadOnlyList<Exchange> exchanges, CancellationToken cancel) =>
    new((IReadOnlyList<double>)[.. exchanges.Select(e => -e.Answer.Length / 40.0)]);

string Write(string request)
{
    var scores = Regex.Split(request, "=== Domain: ").Skip(1).Select(part => (Domain: part[..part.IndexOf(' ')], Mean: Regex.Matches(part, @"Score: (-?[\d.]+)")
        .Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Average())).OrderBy(s => s.Mean).Select(s => s.Domain).ToArray();
    string[] turn = [scores[0], .. scores];
    var count = int.Parse(Regex.Match(request, @"numbered list of the (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
    return string.Join('\n', Enumerable.Range(0, count).Select(i =>
    {
        var (domain, n) = (turn[i % turn.Length], written++);
        return $"{i + 1}. [{domain}] what can {domain} teach you to {verbs[n % verbs.Length]} about {things[n / verbs.Length % things.Length]}?";
    }));
}
