using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>Section 4.3 from the embedding step on: embeddings → PCA → K-means → elimination, down to as many as are asked.</summary>
/// <param name="questions">Where the questions come from: a pool, or keywords and questions written by a language model, which replaces what is held out.</param>
/// <param name="embed">Texts to vectors of unit length.</param>
/// <param name="clusters">The paper: 11.</param>
/// <param name="components">Principal components kept for clustering.</param>
public sealed class VanillaAuthor(
    Func<HeldOutQuestions, CancellationToken, Task<VanillaQuestions>> questions, Func<IReadOnlyList<string>, float[][]> embed, int clusters, int components)
    : IPromptAuthor
{
    /// <exception cref="AuthorException">There are fewer questions than are asked.</exception>
    public async Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var written = await questions(request.HeldOut, cancel);
        var dropped = new DroppedQuestions();
        var fresh = new NewQuestions(request.Exclude, null, request.HeldOut.FindText, dropped);
        var candidates = written.Questions.Where(q => fresh.TryAdd(q.Text)).ToArray();
        var wanted = request.Calls * request.PromptsPerCall;
        Require(candidates.Length, wanted, dropped);

        var embeddings = embed([.. candidates.Select(q => q.Text)]);
        (candidates, embeddings) = Allowed(candidates, embeddings, request.HeldOut, dropped);
        Require(candidates.Length, wanted, dropped);
        double[][] rows = [.. embeddings.Select(e => Array.ConvertAll(e, x => (double)x))];
        var reduced = Pca.Fit(rows, Math.Min(components, Math.Min(rows.Length, rows[0].Length))).Transformed;
        var clustering = KMeans.Fit(reduced, Math.Min(clusters, rows.Length), request.Seed);
        var kept = Elimination.DownTo(embeddings, clustering.Labels, wanted).ToList();
        SeededRandom.For(request.Seed, "vanilla order").Shuffle(kept);

        var prompts = kept.Take(wanted).Select((k, i) =>
            new Prompt(i.ToString(), candidates[k].Text, candidates[k].Domain, new PromptOrigin(candidates[k].Source, i / request.PromptsPerCall, [])));
        return new PromptSet([.. prompts],
            [
                .. written.Notes, .. dropped.Note("questions of the vanilla arm were left out") is { } note ? [note] : Array.Empty<string>(),
                $"Vanilla: {candidates.Length} questions in {clustering.Centres.Length} clusters, {candidates.Length - wanted} eliminated by cosine.",
            ]);
    }

    private static (VanillaQuestion[] Questions, float[][] Embeddings) Allowed(
        VanillaQuestion[] questions, float[][] embeddings, HeldOutQuestions heldOut, DroppedQuestions dropped)
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
