using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>An author without an LLM: a rule weighs all questions that are still unused, of a pool or a grammar, and so many are drawn without
/// replacement.</summary>
/// <param name="name">Goes into the prompts' provenance: "pool", "miniature".</param>
public sealed class WeightedAuthor(string name, IReadOnlyList<CandidateQuestion> candidates, IWeightRule rule) : IPromptAuthor
{
    /// <inheritdoc/>
    /// <returns>The rule reads every probe question, so one call stands for all.</returns>
    /// <exception cref="AuthorException">No candidate is unused.</exception>
    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var dropped = new DroppedQuestions();
        var fresh = new NewQuestions(request.Exclude, null, request.HeldOut.Find, dropped);
        CandidateQuestion[] unused = [.. candidates.Where(c => fresh.TryAdd(c.Question.Text, c.Embedding))];
        var droppedNote = dropped.Note($"questions of '{name}' were left out");
        if (unused.Length == 0)
            throw new AuthorException(
                $"Every one of the {candidates.Count} questions that '{name}' may ask has been used in an earlier iteration or is held out. " +
                (droppedNote is null ? "" : droppedNote + " ") +
                "Give more questions, or ask for fewer prompts an iteration.");

        var wanted = request.PromptsPerIteration();
        var weights = rule.Weigh([.. unused.Select(c => c.Features)]);
        var drawn = WeightedDraw.WithoutReplacement([.. unused.Select(c => c.Question.Id)], weights.Probabilities, wanted, request.Seed);
        var probe = request.Samples.ToLookup(s => s.Domain, s => s.QuestionId, StringComparer.Ordinal);
        var prompts = drawn.Select(i => unused[i]).Select((c, i) => c.Question with
        {
            Id = $"{i / request.PromptsPerCall:D3}-{i % request.PromptsPerCall:D3}",
            Domain = c.Features.Domain,
            Origin = new QuestionOrigin(name, 0) { Chosen = c.Question.Origin },
        });
        var open = unused.Select(c => c.Features.Domain).ToHashSet(StringComparer.Ordinal);
        List<string> notes =
        [
            .. probe.Select(p => p.Key).Where(d => !open.Contains(d)).Order(StringComparer.Ordinal)
                .Select(d => $"'{name}' has no unused question of domain '{d}'; its share goes to the other domains."),
        ];
        if (droppedNote is not null) notes.Add(droppedNote);
        if (drawn.Count < wanted) notes.Add($"'{name}' ran out of unused questions after {drawn.Count} of {wanted} prompts.");
        return Task.FromResult(new PromptSet([.. prompts], notes)
        {
            Weights = weights.Domains,
            Calls = request.Samples.Count == 0 ? [] : [new(0, ShownAnswer.Of(request.Samples))],
        });
    }
}
