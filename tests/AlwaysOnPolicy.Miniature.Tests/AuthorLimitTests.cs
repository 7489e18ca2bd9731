using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature.Tests;

/// <summary>Authors that have written nearly everything there is.</summary>
public sealed class AuthorLimitTests
{
    private const int FreeOfDomain = 520 - 20 - 30 - 40;   // a domain has 520 questions, 20 test, 30 probe, 40 of held-out pairs
    private const int Free = 18 * FreeOfDomain;

    private static readonly MiniatureWorld s_world = MiniatureWorld.Create(new MiniatureOptions(), 1);
    private static readonly string[] s_free = [.. Grammar.All.Select(q => q.Text).Except(s_world.HeldOutTexts)];

    private static AuthorRequest Request(int calls, int prompts) => new()
    {
        Samples = [.. s_world.Probe.Select(q => new ScoredSample(q, "an answer", q.Domain == "askvet" ? -2 : 1))],
        AuthorCalls = calls,
        PromptsPerCall = prompts,
        Seed = 5,
    };

    [Fact]
    public void The_questions_of_a_core_are_counted_right()
    {
        MiniatureWorld.TrainingQuestionCount(new MiniatureOptions()).ShouldBe(Free);
        s_free.Length.ShouldBe(Free);
        foreach (var domain in Words.Domains)
            Grammar.Enumerate(domain).CountBy(q => q.Core).ShouldAllBe(c => c.Value == Grammar.QuestionsOf(domain, c.Key));
    }

    [Fact]
    public void What_is_left_is_drawn_in_proportion_to_its_weight()
    {
        var taken = Grammar.Enumerate(Words.Domains[0]).ToArray();
        var (heavy, light) = (taken[7], taken[400]);
        var picked = Enumerable.Range(0, 1000).Count(i => new UnusedQuestions([Words.Domains[0]], taken.Except([heavy, light]).Select(q => q.Text))
            .Take(() => taken[0], f => f == heavy ? 3 : 1, new SeededRandom((ulong)i)) == heavy);
        (picked / 1000.0).ShouldBe(0.75, 3 * Math.Sqrt(0.75 * 0.25 / 1000));
    }

    [Fact]
    public async Task At_the_papers_size_and_a_small_tau_the_weakest_domain_is_used_up_and_the_others_go_on()
    {
        var prompts = (await MiniatureAuthor.For(s_world, new() { Tau = 0.05, UniformMix = 0 }).WriteAsync(Request(40, 50), default)).Prompts;
        prompts.Count.ShouldBe(2000);
        prompts.Select(p => p.Text).ShouldBeUnique();
        prompts.Select(p => p.Text).ShouldBeSubsetOf(s_free);
        prompts.Count(p => p.Domain == "askvet").ShouldBe(FreeOfDomain);
        prompts.Take(FreeOfDomain).ShouldAllBe(p => p.Domain == "askvet");
    }

    [Fact]
    public async Task An_author_writes_what_is_left_and_says_so_and_ends_when_nothing_is()
    {
        var author = MiniatureAuthor.For(s_world, new());
        var last = await author.WriteAsync(Request(2, 10) with { Exclude = s_free[5..] }, default);
        last.Prompts.Select(p => p.Text).ShouldBe(s_free[..5], ignoreOrder: true);
        last.Notes.ShouldContain("The miniature world ran out of unused questions after 5 of 20 prompts.");
        (await Should.ThrowAsync<AuthorException>(() => author.WriteAsync(Request(2, 10) with { Exclude = s_free }, default))).Message.ShouldStartWith(
            $"The miniature world has no new question left: {Free} were written in earlier iterations");
    }

    [Fact]
    public async Task The_vanilla_author_can_write_every_question_and_not_one_more()
    {
        var author = UniformAuthor.For(s_world);
        (await author.WriteAsync(Request(Free / 10, 10), default)).Prompts.Select(p => p.Text).ShouldBe(s_free, ignoreOrder: true);
        (await Should.ThrowAsync<AuthorException>(() => author.WriteAsync(Request(Free + 1, 1), default))).Message.ShouldStartWith(
            $"The vanilla arm needs {Free + 1} prompts and the miniature world has {Free} questions that are not held out: lower loop.iterations");
    }

    [Fact]
    public async Task Cancelling_ends_the_work()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(() => MiniatureAuthor.For(s_world, new()).WriteAsync(Request(1, 1), cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => UniformAuthor.For(s_world).WriteAsync(Request(1, 1), cancelled));
    }
}
