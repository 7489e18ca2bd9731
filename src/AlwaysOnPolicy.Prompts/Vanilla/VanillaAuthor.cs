using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>Section 4.3 from the embedding step on: embeddings → PCA → K-means → elimination, down to as many as are asked.</summary>
/// <param name="questions">Where the questions come from: a pool, or keywords and questions written by a language model.</param>
/// <param name="embed">Texts to vectors of unit length.</param>
/// <param name="clusters">The paper: 11.</param>
/// <param name="components">Principal components kept for clustering.</param>
public sealed class VanillaAuthor(
    Func<CancellationToken, Task<VanillaQuestions>> questions, Func<IReadOnlyList<string>, CancellationToken, float[][]> embed, int clusters, int components)
    : IPromptAuthor
{
    /// <exception cref="AuthorException">There are fewer questions than are asked.</exception>
    public async Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var written = await questions(cancel);
        var fresh = new NewQuestions(request.Exclude);
        var candidates = written.Questions.Where(q => fresh.TryAdd(q.Text)).ToArray();
        var wanted = request.Calls * request.PromptsPerCall;
        if (candidates.Length < wanted)
            throw new AuthorException($"The vanilla arm needs {wanted} prompts and there are {candidates.Length} questions: add some, or lower loop.author_calls, " +
                "loop.prompts_per_call or loop.iterations.");

        var embeddings = embed([.. candidates.Select(q => q.Text)], cancel);
        double[][] rows = [.. embeddings.Select(e => Array.ConvertAll(e, x => (double)x))];
        cancel.ThrowIfCancellationRequested();
        var reduced = Pca.Fit(rows, Math.Min(components, Math.Min(rows.Length, rows[0].Length))).Transformed;
        var clustering = KMeans.Fit(reduced, Math.Min(clusters, rows.Length), request.Seed, cancel: cancel);
        var kept = Elimination.DownTo(embeddings, clustering.Labels, wanted, cancel).ToList();
        SeededRandom.For(request.Seed, "vanilla order").Shuffle(kept);

        var prompts = kept.Take(wanted).Select((k, i) =>
            new Prompt(i.ToString(), candidates[k].Text, candidates[k].Domain, new PromptOrigin(candidates[k].Source, i / request.PromptsPerCall, [])));
        return new PromptSet([.. prompts],
            [.. written.Notes, $"Vanilla: {candidates.Length} questions in {clustering.Centres.Length} clusters, {candidates.Length - wanted} eliminated by cosine."]);
    }
}
