using AlwaysOnPolicy.Prompts.Writing;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>The language-model steps of section 4.3: keywords of each domain, then questions of each keyword, without a look at the policy.</summary>
public sealed class QuestionWriter(IChatClient client, string name, IReadOnlyList<string> domains, int keywordsPerDomain, int questionsPerKeyword)
{
    private const string ExplainDomain = "explainlikeimfive";

    /// <summary>Writes the questions of all domains.</summary>
    /// <exception cref="AuthorException">A request failed, or gave nothing.</exception>
    public async Task<IReadOnlyList<VanillaQuestion>> WriteAsync(CancellationToken cancel)
    {
        var questions = new List<VanillaQuestion>();
        foreach (var domain in domains)
            foreach (var keyword in await AskAsync(KeywordPrompt(domain), keywordsPerDomain, cancel))
                questions.AddRange((await AskAsync(QuestionPrompt(domain, keyword), questionsPerKeyword, cancel)).Select(q => new VanillaQuestion(q, domain, name)));
        return questions;
    }

    private async Task<IReadOnlyList<string>> AskAsync(string prompt, int wanted, CancellationToken cancel)
    {
        try
        {
            var answer = ListParser.Parse((await client.GetResponseAsync(prompt, cancellationToken: cancel)).Text);
            return answer.Count > 0 ? [.. answer.Take(wanted).Select(i => i.Text)] : throw new AuthorException($"'{name}' answered nothing to: {prompt}");
        }
        catch (Exception e) when (e is not AuthorException and not OperationCanceledException)
        {
            throw new AuthorException($"'{name}' failed: {e.Message}", e);
        }
    }

    internal string KeywordPrompt(string domain) =>
        $"List {keywordsPerDomain} keywords for the subjects that people bring up in the subreddit r/{domain}. One keyword a line, all different, nothing else.";

    internal string QuestionPrompt(string domain, string keyword) =>
        $"Write {questionsPerKeyword} questions about \"{keyword}\" as members of the subreddit r/{domain} would post them. Make them informal and personal, " +
        "as somebody tells of an experience. Make each different from the others. Mix short ones with long ones, and let them ask for answers, for opinions " +
        $"or for experiences. Keep to the rules of r/{domain}." +
        (domain == ExplainDomain ? " Every question says ELI5." : "") + " One question a line, nothing else.";
}
