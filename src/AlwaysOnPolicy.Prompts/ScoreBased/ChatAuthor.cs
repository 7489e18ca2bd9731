using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Prompts.Writing;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>Section 4.4's author: an LLM reads quadruples of every domain and writes questions for the weak domains.</summary>
/// <remarks>Calls are made one after another, so that each can be asked for more when it repeats an earlier one.</remarks>
/// <param name="weights">What a rule makes of the probe questions: each call is told the analysis and its share of every domain. Null: the paper's prompt
/// alone.</param>
public sealed class ChatAuthor(IChatClient client, ChatAuthorOptions? options = null, PromptWeights? weights = null) : IPromptAuthor
{
    private const string Dropped = "prompts of the author were dropped";
    private readonly ChatAuthorOptions _options = options ?? new();
    private readonly string _name = client.GetService<ChatClientMetadata>()?.DefaultModelId is { Length: > 0 } model ? $"chat:{model}" : "chat";

    /// <inheritdoc/>
    /// <exception cref="AuthorException">There are no samples, or the LLM wrote too few prompts, the extra calls included, or none in too many calls in a
    /// row.</exception>
    /// <exception cref="Chat.ChatException">No call can work: a refused key, an unknown model, a spent quota.</exception>
    public async Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var sampler = new QuadrupleSampler(request.Samples, request.QuadruplesPerDomain, request.Seed);
        var domains = request.Samples.Select(s => s.Domain).Distinct().ToDictionary(d => d, StringComparer.OrdinalIgnoreCase);
        var (dropped, faults) = (new DroppedQuestions(), new ReplyFaults());
        var fresh = new NewQuestions(request.Exclude, _options.NearDuplicate, request.HeldOut.Find, dropped);
        var wanted = request.PromptsPerIteration();
        List<Question> prompts = [];
        List<AuthorCall> calls = [];
        List<string> notes = [.. sampler.Notes];
        var failed = new FailureStreak(_name, "no new prompt in {0} author calls in a row", _options.FailuresInARow);
        string? lastShortfall = null;
        for (var call = 0; prompts.Count < wanted && call < request.AuthorCalls + _options.ExtraCalls; call++)
        {
            var shown = sampler.Draw(call);
            var count = Math.Min(request.PromptsPerCall, wanted - prompts.Count);
            var analysis = weights is null ? null : AnalysisText.For(weights, count,
                SeededRandom.For(request.Seed, "domain quotas", call.ToString()).NextDouble());
            var text = AuthorRequestText.For(shown, count, _options.MaxAnswerCharacters, analysis);
            var conversation = new ListConversation(client, _options.Retries, index: $"{request.Seed}/{call}", faults: faults);
            var answer = await conversation.AskAsync(text, count, i => fresh.TryAdd(i.Text), cancel, i => WithKnownTag(i, domains));
            if (answer.Shortfall is { } shortfall)
                notes.Add($"Author call {call + 1} gave {answer.Items.Count} of {count} prompts: {lastShortfall = shortfall}.");
            failed.Count(answer.Items.Count == 0 ? dropped.Explain(answer.Shortfall, Dropped) : null);
            var origin = new QuestionOrigin(_name, call);
            calls.Add(new(call, ShownAnswer.Of(shown)));
            prompts.AddRange(answer.Items.Select((item, i) => new Question($"{call:D3}-{i:D3}", item.Tag, item.Text, origin)));
        }
        var droppedNote = dropped.Note(Dropped);
        if (prompts.Count < wanted)
            throw new AuthorException(
                $"'{_name}' wrote {prompts.Count} of {wanted} new prompts in {request.AuthorCalls} author calls and {_options.ExtraCalls} more. " +
                $"The last shortfall: {lastShortfall}. {(droppedNote is null ? "" : droppedNote + " ")}Check the service with 'aop doctor', ask for fewer " +
                "prompts an iteration, or take a stronger model.");
        faults.Repeated(fresh.Repeats);
        notes.AddRange(new[] { droppedNote, faults.Note("the author's") }.OfType<string>());
        return new(prompts, notes) { Calls = calls, Weights = weights?.Domains ?? [] };
    }

    /// <summary>A tag that names no domain belongs to the question: "[Serious] how do I …".</summary>
    private static ListedItem WithKnownTag(ListedItem item, Dictionary<string, string> domains)
    {
        if (item.Tag is not { } tag) return item;
        return domains.TryGetValue(tag.StartsWith("r/", StringComparison.OrdinalIgnoreCase) ? tag[2..] : tag, out var domain)
            ? item with { Tag = domain }
            : new($"[{tag}] {item.Text}");
    }
}
