using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Writing;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>Section 4.3 from the embedding step on: embeddings → PCA → K-means → elimination.</summary>
/// <param name="embed">Texts to vectors of unit length.</param>
/// <param name="clusters">The paper: 11.</param>
/// <param name="components">Principal components kept for clustering.</param>
public sealed class VanillaAuthor(Func<IReadOnlyList<string>, CancellationToken, float[][]> embed, int clusters, int components)
{
    /// <summary>
    /// All questions, those first that elimination would keep longest: the first k iterations together train on what elimination down to their number
    /// leaves, whatever k is, so that a longer run goes on with a shorter one's iterations. The paper's four have its 8,000 prompts. Within an iteration the
    /// order is drawn by lot.
    /// </summary>
    /// <param name="heldOut">Questions that are these, or near them, are left out and counted.</param>
    /// <param name="calls">Of an iteration.</param>
    /// <param name="iterations">For how many the questions must suffice; it changes no ranking.</param>
    /// <exception cref="AuthorException">There are fewer questions than the iterations need.</exception>
    public PromptSet Rank(VanillaQuestions written, HeldOutQuestions heldOut, int calls, int promptsPerCall, int iterations, ulong seed,
        CancellationToken cancel)
    {
        var dropped = new DroppedQuestions();
        var fresh = new NewQuestions(null, (text, _) => heldOut.FindText(text), dropped);
        var candidates = written.Questions.Where(q => fresh.TryAdd(q.Text)).ToArray();
        var size = calls * promptsPerCall;
        Require(candidates.Length, size * iterations, dropped);

        var embeddings = embed([.. candidates.Select(q => q.Text)], cancel);
        (candidates, embeddings) = Allowed(candidates, embeddings, heldOut, dropped);
        Require(candidates.Length, size * iterations, dropped);
        cancel.ThrowIfCancellationRequested();
        var reduced = Pca.Fit(embeddings, Math.Min(components, Math.Min(embeddings.Length, embeddings[0].Length))).Transformed;
        var clustering = KMeans.Fit(reduced, Math.Min(clusters, embeddings.Length), seed, cancel: cancel);

        var removed = Elimination.Removed(embeddings, clustering.Labels, size, cancel).Select(r => r.Row).ToArray();
        var last = Enumerable.Range(0, candidates.Length).Except(removed).ToList();
        SeededRandom.For(seed, "vanilla survivors").Shuffle(last);
        var ranking = last.Concat(Enumerable.Reverse(removed)).Chunk(size).SelectMany((part, iteration) => Shuffled(part, seed, iteration));

        var prompts = ranking.Select((k, i) => candidates[k] with
        {
            Id = i.ToString(),
            Origin = new QuestionOrigin("vanilla", i / promptsPerCall) { Chosen = candidates[k].Origin }
        });
        return new PromptSet([.. prompts],
            [
                .. written.Notes, .. dropped.Note("questions of the vanilla arm were left out") is { } note ? [note] : Array.Empty<string>(),
                $"Vanilla: {candidates.Length} questions in {clustering.Centres.Length} clusters, ranked by elimination by cosine; each iteration takes the " +
                $"next {size}.",
            ]);
    }

    private static int[] Shuffled(int[] part, ulong seed, int iteration)
    {
        SeededRandom.For(seed, "vanilla order", iteration.ToString()).Shuffle(part);
        return part;
    }

    private static (Question[] Questions, float[][] Embeddings) Allowed(
        Question[] questions, float[][] embeddings, HeldOutQuestions heldOut, DroppedQuestions dropped)
    {
        var allowed = new List<int>(questions.Length);
        for (var i = 0; i < questions.Length; i++)
            if (heldOut.FindEmbedding(embeddings[i]) is { } match) dropped.Add(match);
            else allowed.Add(i);
        return ([.. allowed.Select(i => questions[i])], [.. allowed.Select(i => embeddings[i])]);
    }

    private static void Require(int questions, int wanted, DroppedQuestions dropped)
    {
        if (questions >= wanted) return;
        var note = dropped.Note("more were left out") is { } text ? $" {text}" : "";
        throw new AuthorException($"The vanilla arm needs {wanted} prompts and there are {questions} questions: add some, or lower loop.author_calls, " +
            $"loop.prompts_per_call or loop.iterations.{note}");
    }
}
