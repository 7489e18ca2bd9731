using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Writing;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>The language-model steps of section 4.3: keywords of each domain, then questions of each keyword, without a look at the policy.</summary>
/// <param name="name">Of the model, for provenance and messages.</param>
/// <param name="keywordsPerDomain">The paper: 100.</param>
/// <param name="questionsPerKeyword">The paper: 20.</param>
/// <param name="examples">Few-shot examples: a call is shown those of its domain, or any where its domain has none.</param>
/// <param name="keywords">Of domains that need not be asked for theirs.</param>
public sealed class QuestionWriter(
    IChatClient client, string name, IReadOnlyList<string> domains, int keywordsPerDomain, int questionsPerKeyword, QuestionWriterOptions? options = null,
    IReadOnlyList<Question>? examples = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? keywords = null)
{
    private const string Dropped = "questions of the vanilla writer were dropped";
    private const string ExplainDomain = "explainlikeimfive";
    private readonly QuestionWriterOptions _options = options ?? new();

    /// <summary>Writes the questions of all domains. A held-out question is dropped and another asked for; one that repeats an earlier one is left out; a
    /// keyword that gives too few is noted.</summary>
    /// <exception cref="AuthorException">A domain got no keyword, or too many keywords got no question.</exception>
    /// <exception cref="Chat.ChatException">No call can work: a refused key, an unknown model, a spent quota.</exception>
    public async Task<VanillaQuestions> WriteAsync(HeldOutQuestions heldOut, CancellationToken cancel)
    {
        var faults = new ReplyFaults();
        var found = await ForEachAsync(domains, (domain, stop) => KeywordsAsync(domain, faults, stop), cancel);
        (string Domain, string Keyword)[] pairs = [.. domains.SelectMany((d, i) => found[i].Items.Select(k => (d, k.Text)))];
        var dropped = new DroppedQuestions();
        var failed = new FailureStreak(name, "no question for {0} keywords in a row", _options.FailuresInARow);
        var written = await ForEachAsync(pairs, (pair, stop) => QuestionsAsync(pair.Domain, pair.Keyword, dropped, faults, heldOut, failed, stop),
            cancel);
        string[] none = [.. written.Where(w => w.Items.Count == 0).Select(w => w.Shortfall!)];
        if (none.Length > _options.FailedShare * pairs.Length)
            throw new AuthorException(
                $"'{name}' gave no question for {none.Length} of {pairs.Length} keywords. The last time: {dropped.Explain(none[^1], Dropped)}. " +
                "Check the service with 'aop doctor', or take a stronger model.");

        // Repetitions between keywords are found here, in order: what was written first does not depend on which call came back first.
        var fresh = new NewQuestions();
        Question[] questions =
        [
            .. pairs.SelectMany((p, i) => written[i].Items.Where(q => fresh.TryAdd(q.Text))
                .Select((q, k) => new Question($"{i:D4}-{k:D2}", p.Domain, q.Text, new QuestionOrigin(name, i)))),
        ];
        List<string> notes =
        [
            .. domains.Select((d, i) => found[i].Shortfall is { } s
                ? $"Domain '{d}' has {found[i].Items.Count} of {keywordsPerDomain} keywords: {s}." : null).OfType<string>(),
            .. pairs.Select((p, i) => written[i].Shortfall is { } s
                ? $"Keyword '{p.Keyword}' of '{p.Domain}' gave {written[i].Items.Count} of {questionsPerKeyword} questions: {s}." : null).OfType<string>(),
        ];
        if (fresh.Repeats > 0) notes.Add($"{fresh.Repeats} questions repeated one of another keyword and were left out.");
        notes.AddRange(new[] { dropped.Note(Dropped), faults.Note("the vanilla writer's") }.OfType<string>());
        return new(questions, notes);
    }

    private async Task<ListAnswer> KeywordsAsync(string domain, ReplyFaults faults, CancellationToken cancel)
    {
        if (keywords?.GetValueOrDefault(domain) is { } own) return new([.. own.Select(k => new ListedItem(k))], null);
        var fresh = new NewQuestions();
        var answer = await new ListConversation(client, _options.Retries, ListOf.Keywords, faults: faults)
            .AskAsync(KeywordPrompt(domain), keywordsPerDomain, i => fresh.TryAdd(i.Text), cancel);
        faults.Repeated(fresh.Repeats);
        return answer.Items.Count > 0 ? answer : throw new AuthorException($"'{name}' gave no keyword for domain '{domain}': {answer.Shortfall}. " +
            "Check the service with 'aop doctor', or take a stronger model.");
    }

    private async Task<ListAnswer> QuestionsAsync(
        string domain, string keyword, DroppedQuestions dropped, ReplyFaults faults, HeldOutQuestions heldOut, FailureStreak failed,
        CancellationToken cancel)
    {
        var fresh = new NewQuestions(null, (text, _) => heldOut.FindText(text), dropped);
        var answer = await new ListConversation(client, _options.Retries, faults: faults)
            .AskAsync(QuestionPrompt(domain, keyword), questionsPerKeyword, i => fresh.TryAdd(i.Text), cancel);
        faults.Repeated(fresh.Repeats);
        failed.Count(answer.Items.Count == 0 ? dropped.Explain(answer.Shortfall, Dropped) : null);
        return answer;
    }

    private async Task<ListAnswer[]> ForEachAsync<T>(IReadOnlyList<T> items, Func<T, CancellationToken, Task<ListAnswer>> ask, CancellationToken cancel)
    {
        var answers = new ListAnswer[items.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancel };
        await Parallel.ForAsync(0, items.Count, parallel, async (i, stop) => answers[i] = await ask(items[i], stop));
        return answers;
    }

    internal string KeywordPrompt(string domain) =>
        $"List {keywordsPerDomain} keywords for the subjects that people bring up in the subreddit r/{domain}. All of them different. " +
        "Reply with a numbered list, one keyword a line, and nothing else.";

    internal string QuestionPrompt(string domain, string keyword) =>
        $"Write {questionsPerKeyword} questions about \"{keyword}\" as members of the subreddit r/{domain} would post them. Make them informal and personal, " +
        "as somebody tells of an experience. Make each different from the others. Mix short ones with long ones, and let them ask for answers, for opinions " +
        $"or for experiences. Keep to the rules of r/{domain}." +
        (domain == ExplainDomain ? " Every question says ELI5." : "") + Examples(domain) + " Reply with a numbered list, one question a line, and nothing " +
            "else.";

    private string Examples(string domain)
    {
        if (examples is null || examples.Count == 0) return "";
        var own = examples.Where(e => e.Domain == domain).ToArray();
        var shown = (own.Length > 0 ? own : examples).Take(_options.Examples).Select(e => $"\"{e.Text.ReplaceLineEndings(" ").Trim()}\"");
        return $" These are examples of such questions, to learn the manner from and not to repeat: {string.Join("; ", shown)}.";
    }
}
