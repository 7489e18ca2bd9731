using System.Text.Json;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>What is killed: an author that writes lists of 50 questions, then a judge, both with their calls in a ledger.</summary>
internal static class LedgerWorker
{
    public const int Concurrency = 8, PerList = 50, Rounds = 6;

    public sealed record Result(int Prompts, int Distinct, int Verdicts, int Failed, IReadOnlyList<string> All);

    public static async Task RunAsync(string folder, string endpoint, int comparisons, int lists, long budget)
    {
        Directory.CreateDirectory(folder);
        var options = new CallOptions(new(new BudgetLimits("budget", null, budget), new Dictionary<string, BudgetLimits>()));
        ChatSettings Settings(int most) => new()
        {
            Provider = ChatProvider.Compatible,
            Model = "fault",
            Endpoint = endpoint,
            MaxOutputTokens = most,
            TimeoutSeconds = 2,
            Retries = 8,
            ThrottleRetries = 20,
            FirstPauseSeconds = 0.02,
            LongestPauseSeconds = 2,
            Concurrency = Concurrency,
            UnreadableRetries = 4,
        };

        IReadOnlyList<Question> prompts = [];
        if (lists > 0)
        {
            using var calls = new ChatCalls(folder, new("author", "author"), options);
            prompts = (await new ChatAuthor(calls.Client(Settings(1500), "author.chat"),
                new ChatAuthorOptions { Retries = new() { UnreadableRetries = 6, TopUps = 6 } }).WriteAsync(new AuthorRequest
                {
                    Samples = [.. Enumerable.Range(0, 40).Select(i => new ScoredSample(
                    new Question($"q{i}", i % 2 == 0 ? "cooking" : "law", $"why {i} ?"), $"because of {i}", i / 40.0))],
                    AuthorCalls = lists,
                    PromptsPerCall = PerList,
                    QuadruplesPerDomain = 5,
                    Seed = 1,
                }, CancellationToken.None)).Prompts;
        }

        var verdicts = new Dictionary<string, Verdict>();
        using (var calls = new ChatCalls(folder, new("judge", "judge"), options))
        {
            var judge = new ChatJudge(calls.Client(Settings(16), "judge.chat"),
                new ChatJudgeOptions { Concurrency = Concurrency, FailuresInARow = 1000, Retries = new() { UnreadableRetries = 4 } }, 1);
            Comparison[] open = [.. Enumerable.Range(0, comparisons).Select(
                i => new Comparison(new($"t{i}", null, $"what of {i} ?"), 0, $"this {i}", true, $"that {i}", true))];
            for (var round = 0; round < Rounds && open.Length > 0; round++)
            {
                foreach (var verdict in await judge.JudgeAsync(open, CancellationToken.None)) verdicts[verdict.QuestionId] = verdict;
                open = [.. open.Where(c => verdicts[c.Question.Id].Preference == Preference.Failed).Select(c => c with { Attempt = c.Attempt + 1 })];
            }
        }
        var result = new Result(prompts.Count, prompts.Select(p => p.Text).Distinct().Count(), verdicts.Count,
            verdicts.Values.Count(v => v.Preference == Preference.Failed),
            [.. prompts.Select(p => $"{p.Id} {p.Text}"), .. verdicts.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key} {v.Value.Preference}")]);
        File.WriteAllText(Path.Combine(folder, "result.json"), JsonSerializer.Serialize(result));
    }
}
