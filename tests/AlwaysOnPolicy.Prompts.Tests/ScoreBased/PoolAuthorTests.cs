using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

public sealed class PoolAuthorTests
{
    private static readonly List<ScoredSample> Samples = Quadruples.Of(20, ("strong", 1), ("weak", -1));

    // Even questions of the pool lie where the strong domain's probe questions lie.
    private static float[] Direction(bool alike) => alike ? [1, 0.1f] : [0.1f, 1];

    private static readonly Dictionary<string, float[]> Probes =
        Samples.ToDictionary(s => s.QuestionId, s => Direction(s.Domain == "strong"));

    private static List<EmbeddedQuestion> Pool(int perDomain, params string[] domains) =>
    [
        .. domains.SelectMany(d => Enumerable.Range(0, perDomain).Select(
            i => new EmbeddedQuestion(new($"{d}-{i}", d, $"pool question {i} of {d}?", new($"{d}.txt", i)), Direction(i % 2 == 0)))),
    ];

    private static AuthorRequest Request(int calls = 4, int prompts = 25) =>
        new() { Samples = Samples, AuthorCalls = calls, PromptsPerCall = prompts, Seed = 3 };

    private static Task<PromptSet> WriteAsync(List<EmbeddedQuestion> pool, AuthorRequest request, PoolAuthorOptions? options = null) =>
        new PoolAuthor(pool, Probes, options).WriteAsync(request, CancellationToken.None);

    [Fact]
    public void Weights_follow_the_formula()
    {
        // Means 0, 1, 2: the population's deviation is √(2/3), z = ∓1.2247, 0.
        var raw = new[] { Math.Exp(1.224744871391589 / 0.7), 1, Math.Exp(-1.224744871391589 / 0.7) };
        var weights = DomainWeights.FromMeans([0, 1, 2], 0.7, 0.1);
        for (var i = 0; i < 3; i++) weights[i].ShouldBe(0.9 * raw[i] / raw.Sum() + 0.1 / 3, 1e-12);
        DomainWeights.FromMeans([5, 5], 0.7, 0.1).ShouldBe([0.5, 0.5]);
        DomainWeights.FromMeans([0, 1], 1e-6, 0).ShouldBe([1.0, 0.0]);
    }

    [Fact]
    public async Task Weak_domains_get_their_share()
    {
        var set = await WriteAsync(Pool(400, "strong", "weak"), Request());
        var expected = DomainWeights.FromMeans([1, -1], 0.7, 0.1)[1];
        ((double)set.Prompts.Count(p => p.Domain == "weak") / 100).ShouldBe(expected, 0.1);
        set.Prompts.Select(p => p.Text).Distinct().Count().ShouldBe(100);
        set.Calls.ShouldAllBe(c => c.Shown.Count == 30);
        set.Prompts.ShouldAllBe(p => p.Text == $"pool question {p.Origin!.Chosen!.Place} of {p.Domain}?" && p.Origin.Chosen.Source == $"{p.Domain}.txt");
        set.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_weak_domain_questions_like_the_high_scoring_ones_of_other_domains_come_first()
    {
        var set = await WriteAsync(Pool(400, "strong", "weak"), Request());
        var texts = set.Prompts.Where(p => p.Domain == "weak").Select(p => int.Parse(p.Text.Split(' ')[2])).ToArray();
        // z = ±1 and τ = .7: e^(2/.7) = 17 to 1 at the start.
        ((double)texts.Count(i => i % 2 == 0) / texts.Length).ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public async Task The_same_seed_chooses_the_same_and_another_seed_others()
    {
        var first = await WriteAsync(Pool(100, "strong", "weak"), Request());
        var again = await WriteAsync(Pool(100, "strong", "weak"), Request());
        var other = await WriteAsync(Pool(100, "strong", "weak"), Request() with { Seed = 4 });
        again.Prompts.Select(p => p.Text).ShouldBe(first.Prompts.Select(p => p.Text));
        other.Prompts.Select(p => p.Text).ShouldNotBe(first.Prompts.Select(p => p.Text));
    }

    [Fact]
    public async Task A_domain_that_runs_dry_is_noted_and_the_others_go_on()
    {
        var set = await WriteAsync([.. Pool(10, "weak"), .. Pool(200, "strong")], Request());
        set.Prompts.Count(p => p.Domain == "weak").ShouldBe(10);
        set.Prompts.Count.ShouldBe(100);
        set.Notes.ShouldHaveSingleItem().ShouldContain("'weak' were used up");
    }

    [Fact]
    public async Task Excluded_questions_are_never_chosen_and_an_empty_pool_is_an_error()
    {
        var pool = Pool(30, "strong", "weak");
        var first = await WriteAsync(pool, Request(1, 40));
        var second = await WriteAsync(pool, Request(1, 40) with { Exclude = [.. first.Prompts.Select(p => p.Text)] });
        second.Prompts.Count.ShouldBe(20);
        second.Prompts.Select(p => p.Text).Intersect(first.Prompts.Select(p => p.Text)).ShouldBeEmpty();
        second.Notes.ShouldContain("The pool ran out of unused questions after 20 of 40 prompts.");
        await Should.ThrowAsync<AuthorException>(() => WriteAsync(pool, Request() with { Exclude = [.. pool.Select(p => p.Question.Text)] }));
    }

    [Fact]
    public async Task Starting_over_uses_each_question_once_before_any_a_second_time()
    {
        var pool = Pool(10, "strong", "weak");
        string[] exclude = [.. pool.Take(5).Select(p => p.Question.Text)];
        var set = await WriteAsync(pool, Request(1, 45) with { Exclude = exclude }, new() { StartOver = true });
        set.Prompts.Count.ShouldBe(45);
        // Having been used before counts as one use: 50 uses over 20 questions.
        set.Prompts.CountBy(p => p.Text).Select(c => c.Value + (exclude.Contains(c.Key) ? 1 : 0)).ShouldAllBe(uses => uses == 2 || uses == 3);
        set.Prompts.Take(15).Select(p => p.Text).Intersect(exclude).ShouldBeEmpty();
        set.Notes.Count(n => n.Contains("started over")).ShouldBe(2);
    }

    [Fact]
    public async Task Domains_only_one_side_knows_are_dealt_with()
    {
        var set = await WriteAsync(Pool(200, "weak", "unprobed"), Request());
        set.Notes.ShouldHaveSingleItem().ShouldContain("no question of domain 'strong'");
        set.Prompts.Count(p => p.Domain == "unprobed").ShouldBeGreaterThan(0);
    }

    [Fact]
    public Task Cancelling_ends_the_work() => Should.ThrowAsync<OperationCanceledException>(
        () => new PoolAuthor(Pool(10, "weak"), Probes).WriteAsync(Request(), new CancellationToken(canceled: true)));

    [Fact]
    public async Task Embeddings_of_two_encoders_are_an_error()
    {
        List<EmbeddedQuestion> pool = [new(new("x", "weak", "a question?"), [1, 2, 3])];
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(pool, Request()))).Message.ShouldContain("3 values");
    }

    [Fact]
    public async Task Held_out_questions_of_the_pool_are_left_out_and_others_taken()
    {
        var pool = Pool(10, "strong", "weak");
        pool[3] = pool[3] with { Embedding = [-1, 0] };
        var heldOut = new HeldOutQuestions([new("test prompts", pool[0].Question.Text.ToUpperInvariant()), new("probe questions", "other words", [-1, 0])],
            new());
        var set = await WriteAsync(pool, Request(3, 6) with { HeldOut = heldOut });
        set.Prompts.Select(p => p.Text).ShouldBe(pool.Where((_, i) => i is not (0 or 3)).Select(q => q.Question.Text), ignoreOrder: true);
        set.Notes.ShouldContain("2 questions of the pool were left out because they ask what is held out: 1 probe questions, 1 test prompts (1 by wording, 1 " +
            "by embedding).");

        var all = new HeldOutQuestions([.. pool.Select(q => new HeldOutQuestion("probe questions", q.Question.Text))], new());
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(pool, Request(1, 2) with { HeldOut = all }))).Message.ShouldContain(
            "20 questions of the pool were left out");
    }
}
