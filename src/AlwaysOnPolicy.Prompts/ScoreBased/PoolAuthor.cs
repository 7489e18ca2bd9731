using System.Numerics.Tensors;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>An author without an LLM: it chooses from the user's own questions, weak domains first, and in them the questions most like those that score high
/// in any domain.</summary>
/// <param name="probeEmbeddings">Embeddings of the probe questions by their ids, of the same encoder as the pool's.</param>
public sealed class PoolAuthor(
    IReadOnlyList<EmbeddedQuestion> pool, IReadOnlyDictionary<string, float[]> probeEmbeddings, PoolAuthorOptions? options = null) : IPromptAuthor
{
    private readonly PoolAuthorOptions _options = options ?? new();

    /// <inheritdoc/>
    /// <exception cref="AuthorException">There are no samples, a probe question has no embedding, or no question of the pool is unused.</exception>
    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var sampler = new QuadrupleSampler(request.Samples, request.QuadruplesPerDomain, request.Seed);
        var dropped = new DroppedQuestions();
        var shelf = new PoolShelf(Allowed(request.HeldOut, dropped), request.Exclude, _options.StartOver);
        List<Question> prompts = [];
        List<AuthorCall> calls = [];
        List<string> notes = [.. sampler.Notes];
        var droppedNote = dropped.Note("questions of the pool were left out");
        if (droppedNote is not null) notes.Add(droppedNote);
        foreach (var domain in request.Samples.Select(s => s.Domain).Distinct().Order(StringComparer.Ordinal).Where(d => !shelf.Holds(d)))
            notes.Add($"The pool holds no question of domain '{domain}'; its share goes to the other domains.");
        for (var call = 0; call < request.AuthorCalls; call++)
        {
            var shown = sampler.Draw(call);
            var chosen = Choose(shown, shelf, request.PromptsPerCall, SeededRandom.For(request.Seed, "pool", call.ToString()), cancel);
            var origin = new QuestionOrigin("pool", call);
            calls.Add(new(call, ShownAnswer.Of(shown)));
            prompts.AddRange(chosen.Select((q, i) => q.Question with { Id = $"{call:D3}-{i:D3}", Origin = origin with { Chosen = q.Question.Origin } }));
        }
        notes.AddRange(shelf.Notes);
        var wanted = request.PromptsPerIteration();
        if (prompts.Count == 0 && wanted > 0)
            throw new AuthorException($"Every one of the pool's {pool.Count} questions has been used in an earlier iteration or is held out. " +
                (droppedNote is null ? "" : droppedNote + " ") +
                "Give a larger pool, ask for fewer prompts an iteration, or let the pool start over.");
        if (prompts.Count < wanted) notes.Add($"The pool ran out of unused questions after {prompts.Count} of {wanted} prompts.");
        return Task.FromResult(new PromptSet(prompts, notes) { Calls = calls });
    }

    private List<EmbeddedQuestion> Allowed(HeldOutQuestions heldOut, DroppedQuestions dropped)
    {
        var allowed = new List<EmbeddedQuestion>(pool.Count);
        foreach (var question in pool)
            if ((heldOut.FindText(question.Question.Text) ?? heldOut.FindEmbedding(question.Embedding)) is { } match) dropped.Add(match);
            else allowed.Add(question);
        return allowed;
    }

    private List<EmbeddedQuestion> Choose(IReadOnlyList<ScoredSample> shown, PoolShelf shelf, int count, SeededRandom random, CancellationToken cancel)
    {
        var domains = shown.GroupBy(s => s.Domain).Select(g => (Name: g.Key, Mean: g.Average(s => s.Reward))).ToArray();
        var shares = DomainWeights.FromMeans([.. domains.Select(d => d.Mean)], _options.Tau, _options.UniformMix);
        var weights = domains.Select((d, i) => (d.Name, Share: shares[i])).ToDictionary(d => d.Name, d => d.Share);
        var patterns = HighScoring(shown);
        var names = shelf.Domains;
        Dictionary<string, double[]> likeness = [];
        List<EmbeddedQuestion> chosen = [];
        while (chosen.Count < count && shelf.Refill())
        {
            cancel.ThrowIfCancellationRequested();
            // A domain that was never probed counts as an average one.
            var open = names.Select(d => shelf.Unused(d).Count > 0 ? weights.GetValueOrDefault(d, 1.0 / domains.Length) : 0).ToArray();
            var domain = names[random.PickWeighted(open.Sum() > 0 ? open : [.. names.Select(d => shelf.Unused(d).Count > 0 ? 1.0 : 0)])];
            if (!likeness.TryGetValue(domain, out var scores)) likeness[domain] = scores = shelf.All(domain, q => Likeness(q, patterns));
            var unused = shelf.Unused(domain);
            var z = DomainWeights.Standardised([.. unused.Select(i => scores[i])]);
            var most = z.Max();
            var place = random.PickWeighted([.. z.Select(v => Math.Exp((v - most) / _options.LikenessTau))]);
            chosen.Add(shelf.Take(domain, place));
        }
        return chosen;
    }

    private float[][] HighScoring(IReadOnlyList<ScoredSample> shown)
    {
        var most = Math.Max(1, (int)Math.Round(shown.Count * _options.HighScoringShare));
        var ids = shown.OrderByDescending(s => s.Reward).Take(most).Select(s => s.QuestionId).Distinct();
        return [.. ids.Select(id => probeEmbeddings.TryGetValue(id, out var vector) ? vector
            : throw new AuthorException($"Probe question '{id}' has no embedding: embed all probe questions with the encoder that embedded the pool."))];
    }

    /// <summary>The cosine to the nearest high-scoring question: a pattern need not be like the others to be worth following.</summary>
    private static double Likeness(EmbeddedQuestion question, float[][] patterns)
    {
        if (patterns[0].Length != question.Embedding.Length)
            throw new AuthorException(
                $"Pool question '{question.Question.Id}' has an embedding of {question.Embedding.Length} values, the probe questions of " +
                $"{patterns[0].Length}: embed both with the same encoder.");
        return patterns.Max(p => TensorPrimitives.CosineSimilarity(p, question.Embedding));
    }
}
