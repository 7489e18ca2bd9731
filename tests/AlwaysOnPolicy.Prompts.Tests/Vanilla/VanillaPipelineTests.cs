using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Tests.Clustering;
using AlwaysOnPolicy.Prompts.Vanilla;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests.Vanilla;

/// <summary>The whole of section 4.3 with a scripted language model: keywords → questions → embeddings → PCA → K-means → elimination.</summary>
public sealed class VanillaPipelineTests
{
    private const int Clusters = 11, Width = 24;
    private static readonly string[] s_domains = [.. Enumerable.Range(0, 6).Select(i => $"domain{i}")];

    // Questions of one keyword lie together, two and two nearly in one point; keywords of one domain lie near one another.
    private static float[] Embed(string text)
    {
        var keyword = text.Split(" in case ")[0];
        var number = int.Parse(text.Split(" in case ")[1].TrimEnd('?'));
        var vector = new double[Width];
        Add(keyword.Split(' ')[2], 3);
        Add(keyword, 1);
        Add($"{keyword} {number / 2}", 0.5);
        Add(text, 0.02);
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => (float)(v / length))];

        void Add(string part, double weight)
        {
            var random = SeededRandom.For(1, "test embedding", part);
            for (var i = 0; i < Width; i++) vector[i] += weight * random.NextGaussian();
        }
    }

    private static async Task<PromptSet> RankAsync(ScriptedChatClient client, int perIteration, int iterations, ulong seed = 5) =>
        new VanillaAuthor((texts, _) => [.. texts.Select(Embed)], Clusters, components: 8)
            .Rank(await new QuestionWriter(client, "scripted", s_domains, 10, 6).WriteAsync(Nothing, default), Nothing, perIteration / 20, 20, iterations,
                seed, default).Prompts;

    private static HeldOutQuestions Nothing => new([], new());

    private static ScriptedChatClient Client() => new((_, request) => QuestionWriterTests.Reply(request[^1].Text, 10, 6));

    [Fact]
    public async Task Keywords_questions_embeddings_clusters_and_elimination_rank_every_question()
    {
        using var client = Client();
        var set = await RankAsync(client, 60, 3);
        client.Requests.Count.ShouldBe(6 + 60);
        set.Prompts.Select(p => p.Text).Distinct().Count().ShouldBe(360);
        set.Prompts.Select(p => p.Id).Distinct().Count().ShouldBe(360);
        set.Prompts.Take(180).Select(p => p.Origin!.Place).Distinct().ShouldBe(Enumerable.Range(0, 9));
        set.Notes.ShouldBe([$"Vanilla: 360 questions in {Clusters} clusters, ranked by elimination by cosine; each iteration takes the next 60."]);

        // Of each of the 180 pairs that lie nearly in one point the later question comes after all others, and no domain has more than another.
        set.Prompts.Take(180).ShouldAllBe(p => int.Parse(p.Text.Split(" in case ")[1].TrimEnd('?')) % 2 == 0);
        set.Prompts.Take(180).CountBy(p => p.Domain!).Select(c => c.Value).ShouldBe(Enumerable.Repeat(30, 6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_first_iterations_have_what_elimination_down_to_their_number_leaves(int iterations)
    {
        using var client = Client();
        var written = (await new QuestionWriter(client, "scripted", s_domains, 10, 6).WriteAsync(Nothing, default)).Questions;
        float[][] embeddings = [.. written.Select(q => Embed(q.Text))];
        double[][] rows = [.. embeddings.Select(e => Array.ConvertAll(e, x => (double)x))];
        var clusters = KMeans.Fit(Pca.Fit(rows, 8).Transformed, Clusters, 5).Labels;
        var left = Elimination.DownTo(embeddings, clusters, 60 * iterations).Select(i => written[i].Text);

        var ranked = (await RankAsync(client, 60, 4)).Prompts.Select(p => p.Text).ToArray();
        ranked.Take(60 * iterations).Order().ShouldBe(left.Order());
        (await RankAsync(client, 60, iterations)).Prompts.Select(p => p.Text).ShouldBe(ranked, "the number of iterations changes no ranking");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_prompts_in_the_same_order()
    {
        using var client = Client();
        var first = await RankAsync(client, 100, 1);
        (await RankAsync(client, 100, 1)).Prompts.ShouldBe(first.Prompts, new PromptComparer());
        (await RankAsync(client, 100, 1, seed: 6)).Prompts.Select(p => p.Text).ShouldNotBe(first.Prompts.Select(p => p.Text));
    }

    [Fact]
    public async Task Too_few_questions_are_an_error_with_both_numbers()
    {
        using var client = Client();
        (await Should.ThrowAsync<AuthorException>(() => RankAsync(client, 200, 2))).Message.ShouldContain("needs 400 prompts and there are 360 questions");
    }

    private sealed class PromptComparer : IEqualityComparer<Question>
    {
        public bool Equals(Question? x, Question? y) => (x!.Id, x.Text, x.Domain, x.Origin!.Place) == (y!.Id, y.Text, y.Domain, y.Origin!.Place);
        public int GetHashCode(Question obj) => obj.Text.GetHashCode(StringComparison.Ordinal);
    }

    [Fact]
    public void Held_out_questions_of_a_pool_are_left_out_by_text_and_by_embedding_and_counted()
    {
        Question[] pool = [.. Enumerable.Range(0, 8).Select(i => new Question($"{i}", "d", $"question {i}?", new("pool.txt", i)))];
        float[] At(int i) => [MathF.Cos(i), MathF.Sin(i)];   // a radian apart: cosine .54
        var author = new VanillaAuthor((texts, _) => [.. texts.Select(t => At(t[9] - '0'))], 2, 2);
        var heldOut = new HeldOutQuestions([new("test prompts", "QUESTION 2"), new("probe questions", "x", At(5))], new());
        var set = author.Rank(new(pool, []), heldOut, 1, 6, 1, 1, default).Prompts;
        set.Prompts.Select(p => p.Text).ShouldBe([.. new[] { 0, 1, 3, 4, 6, 7 }.Select(i => $"question {i}?")], ignoreOrder: true);
        set.Prompts.ShouldAllBe(p => p.Text == $"question {p.Origin!.Chosen!.Place}?");
        set.Notes[0].ShouldBe("2 questions of the vanilla arm were left out because they ask what is held out: 1 probe questions, 1 test prompts (1 by " +
            "wording, 1 by embedding).");
        Should.Throw<AuthorException>(() => author.Rank(new(pool, []), heldOut, 1, 7, 1, 1, default))
            .Message.ShouldContain("needs 7 prompts and there are 6 questions: add some, or lower loop.author_calls, loop.prompts_per_call or " +
                "loop.iterations. 2 more were left out");
    }

    [Fact]
    public async Task Each_question_says_why_it_went_and_each_cut_what_a_walk_through_all_pairs_of_different_clusters_counts()
    {
        using var client = Client();
        var written = await new QuestionWriter(client, "scripted", s_domains, 10, 6).WriteAsync(Nothing, default);
        var ranked = new VanillaAuthor((texts, _) => [.. texts.Select(Embed)], Clusters, components: 8)
            .Rank(written, Nothing, 3, 20, 2, 5, default);
        float[][] rows = [.. ranked.Prompts.Prompts.Select(q => Embed(q.Text))];

        ranked.Questions.Select(q => q.Prompt).ShouldBe(Enumerable.Range(0, 360));
        ranked.Questions.Take(60).ShouldAllBe(q => q.Order == null && q.Beside == null && q.Cosine == null);
        var gone = ranked.Questions.Skip(60).OrderBy(q => q.Order).ToArray();
        gone.Select(q => q.Order).ShouldBe([.. Enumerable.Range(1, 300)]);
        gone.ShouldAllBe(q => q.Cluster == ranked.Questions[q.Beside!.Value].Cluster
            && q.Cosine == Products.Of(rows[q.Prompt], rows[q.Beside.Value])
            && (ranked.Questions[q.Beside.Value].Order ?? int.MaxValue) > q.Order);

        ranked.Cuts.Select(c => c.Left).ShouldBe([60, 120, 180, 240, 300]);
        foreach (var cut in ranked.Cuts)
        {
            cut.Cosine.ShouldBe(gone[360 - cut.Left - 1].Cosine!.Value);
            var across = (from i in Enumerable.Range(0, 360)
                          from j in Enumerable.Range(0, i)
                          where ranked.Questions[i].Cluster != ranked.Questions[j].Cluster && Products.Of(rows[i], rows[j]) >= cut.Cosine
                          select (i, j)).ToArray();
            cut.PairsAcross.ShouldBe(across.Length);
            cut.KeptPairsAcross.ShouldBe(across.Count(p => p.i < cut.Left && p.j < cut.Left));
        }
        ranked.Cuts[0].KeptPairsAcross.ShouldBeGreaterThan(0);
    }
}
