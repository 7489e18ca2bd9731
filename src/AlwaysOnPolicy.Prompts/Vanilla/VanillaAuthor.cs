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
/// <param name="restarts">Draws of K-means' first centres, of which the best is taken.</param>
public sealed class VanillaAuthor(Func<IReadOnlyList<string>, CancellationToken, float[][]> embed, int clusters, int components, int restarts = 1)
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
    public RankedQuestions Rank(VanillaQuestions written, HeldOutQuestions heldOut, int calls, int promptsPerCall, int iterations, ulong seed,
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
        var clustering = KMeans.Fit(reduced, Math.Min(clusters, embeddings.Length), seed, restarts: restarts, cancel: cancel);

        var removed = Elimination.Removed(embeddings, clustering.Labels, size, cancel);
        var last = Enumerable.Range(0, candidates.Length).Except(removed.Select(r => r.Row)).ToList();
        SeededRandom.For(seed, "vanilla survivors").Shuffle(last);
        int[] byElimination = [.. last, .. removed.Reverse().Select(r => r.Row)];
        int[] ranking = [.. byElimination.Chunk(size).SelectMany((part, iteration) => Shuffled(part, seed, iteration))];

        var prompts = ranking.Select((k, i) => candidates[k] with
        {
            Id = i.ToString(),
            Origin = new QuestionOrigin("vanilla", i / promptsPerCall) { Chosen = candidates[k].Origin }
        });
        return new(new([.. prompts],
            [
                .. written.Notes, .. dropped.Note("questions of the vanilla arm were left out") is { } note ? [note] : Array.Empty<string>(),
                $"Vanilla: {candidates.Length} questions in {clustering.Centres.Length} clusters, ranked by elimination by cosine; each iteration takes the " +
                $"next {size}.",
            ]), Eliminated(ranking, clustering.Labels, removed), Cuts(embeddings, clustering.Labels, removed, byElimination, size, cancel));
    }

    private static EliminatedQuestion[] Eliminated(int[] ranking, int[] clusters, IReadOnlyList<RemovedRow> removed)
    {
        var (place, order) = (new int[ranking.Length], new int?[ranking.Length]);
        for (var i = 0; i < ranking.Length; i++) place[ranking[i]] = i;
        for (var i = 0; i < removed.Count; i++) order[removed[i].Row] = i;
        return [.. ranking.Select((row, i) => order[row] is { } o
            ? new EliminatedQuestion(i, clusters[row], o + 1, place[removed[o].Beside], removed[o].Cosine) : new(i, clusters[row], null, null, null))];
    }

    /// <param name="byElimination">The rows, those that went first at the end.</param>
    private static EliminationCut[] Cuts(float[][] embeddings, int[] clusters, IReadOnlyList<RemovedRow> removed, int[] byElimination, int size,
        CancellationToken cancel)
    {
        // The more are left, the higher is the last pair's cosine.
        int[] left = [.. Enumerable.Range(1, embeddings.Length / size).Select(k => k * size).Where(n => embeddings.Length - n is var gone && gone > 0
            && gone <= removed.Count)];
        float[] cosines = [.. left.Select(n => removed[embeddings.Length - n - 1].Cosine)];
        var keptFrom = new int[embeddings.Length];
        for (var i = 0; i < byElimination.Length; i++) keptFrom[byElimination[i]] = Array.FindIndex(left, n => i < n) is >= 0 and var k ? k : left.Length;
        var (pairs, kept) = AcrossClusters.Count(embeddings, clusters, cosines, keptFrom, cancel);
        return [.. left.Select((n, k) => new EliminationCut(n, cosines[k], pairs[k], kept[k]))];
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
