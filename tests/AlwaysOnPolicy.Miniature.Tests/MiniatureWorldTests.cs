using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature.Tests;

public sealed class MiniatureWorldTests
{
    [Fact]
    public void The_grammar_has_520_questions_a_domain_and_prompts_of_7_to_21_tokens_and_391_words_in_all()
    {
        foreach (var domain in Words.Domains)
        {
            var questions = Grammar.Enumerate(domain).ToArray();
            questions.Length.ShouldBe(520);
            questions.Select(q => q.Text).Distinct().Count().ShouldBe(520);
            questions.Count(q => q.Problem is null).ShouldBe(40);   // 7.7 %
            questions.ShouldAllBe(q => Grammar.Parse(q.Text) == q);
        }
        var lengths = Words.Domains.SelectMany(Grammar.Enumerate).Select(q => q.Text.Split(' ').Length + 1).ToArray();   // with the separator
        (lengths.Min(), lengths.Max()).ShouldBe((7, 21));
        MiniatureModel.Vocabulary.Count.ShouldBe(391);
    }

    [Fact]
    public void Over_the_grammar_right_answers_have_gold_1_folk_answers_about_half_and_fillers_0()
    {
        var random = new SeededRandom(1);
        var questions = Words.Domains.SelectMany(Grammar.Enumerate).ToArray();
        questions.ShouldAllBe(q => Math.Abs(GoldScore.Of(q.Text, Grammar.RightAnswer(q, random), true) - 1) < 1e-9);
        var folk = questions.Select(q => GoldScore.Of(q.Text, Grammar.FolkAnswer(q, random), true)).ToArray();
        folk.Average().ShouldBe(0.477, 0.01);
        (folk.Min(), folk.Max()).ShouldBe((0.15, 0.80));
        Words.Fillers.ShouldAllBe(f => questions.All(q => GoldScore.Of(q.Text, f, true) == 0));
    }

    [Theory]
    [InlineData(WeaknessLayout.Spread, 5)]
    [InlineData(WeaknessLayout.Concentrated, 3)]
    public void A_world_keeps_its_sizes_and_its_held_out_questions_apart(WeaknessLayout layout, int weak)
    {
        var world = MiniatureWorld.Create(new MiniatureOptions { Layout = layout }, 7);
        world.WeakDomains.Count.ShouldBe(weak);
        world.Test.Count.ShouldBe(360);
        world.Probe.Count.ShouldBe(540);
        world.Demonstrations.Count.ShouldBe(2700);
        var heldOut = world.HeldOutTexts.ToHashSet();
        heldOut.Count.ShouldBe(900 + 18 * 40);
        world.Demonstrations.Concat(world.ValidationDemonstrations).ShouldAllBe(d => !heldOut.Contains(d.Question));
        MiniatureWorld.Create(new MiniatureOptions { Layout = layout }, 7).Demonstrations.ShouldBe(world.Demonstrations);
        MiniatureWorld.Create(new MiniatureOptions { Layout = layout }, 8).Demonstrations.ShouldNotBe(world.Demonstrations);
    }

    [Fact]
    public void Pairs_are_noisy_and_never_nearly_alike()
    {
        var world = MiniatureWorld.Create(new MiniatureOptions(), 3);
        var (training, _) = world.PreferencePairs(asked => [.. asked.Select(_ => ("i am not sure", false))]);
        var gaps = training.Select(p => GoldScore.Of(p.Question, p.Chosen, p.ChosenEnded) - GoldScore.Of(p.Question, p.Rejected, p.RejectedEnded)).ToArray();
        gaps.ShouldAllBe(g => Math.Abs(g) >= 0.05);
        gaps.Average(g => g < 0 ? 1.0 : 0).ShouldBe(0.11, 0.05);
        var heldOut = world.HeldOutTexts.ToHashSet();
        training.ShouldAllBe(p => !heldOut.Contains(p.Question));
    }

    [Fact]
    public void Held_out_pairs_ask_questions_of_their_own_and_keep_their_number()
    {
        var world = MiniatureWorld.Create(new MiniatureOptions(), 3);
        var (training, heldOut) = world.PreferencePairs(asked => [.. asked.Select(_ => ("i am not sure", false))]);
        string[] asked = [.. heldOut.Select(p => QuestionText.Key(p.Question)).Distinct()];
        asked.Intersect(training.Select(p => QuestionText.Key(p.Question))).ShouldBeEmpty();
        asked.Intersect(world.Demonstrations.Concat(world.ValidationDemonstrations).Select(d => QuestionText.Key(d.Question))).ShouldBeEmpty();
        asked.ShouldBeSubsetOf(world.HeldOutPairQuestions.Select(QuestionText.Key));
        heldOut.Count.ShouldBeInRange(500, 800);   // of 800 drawn, those nearly alike are dropped
    }

    [Fact]
    public void One_definition_of_the_same_question_tells_all_of_the_grammars_apart() =>
        Words.Domains.SelectMany(Grammar.Enumerate).Select(q => QuestionText.Key(q.Text)).ShouldBeUnique();

    [Fact]
    public void More_questions_than_a_domain_has_are_refused()
    {
        new MiniatureOptions { DemonstrationsPerDomain = 200 }.Validate(new(this)).ShouldBeEmpty();   // 400 + 10 + 20 + 30 + 40 = 500
        new MiniatureOptions { DemonstrationsPerDomain = 200, TestPerDomain = 41 }.Validate(new(this))
            .ShouldHaveSingleItem().ErrorMessage!.ShouldStartWith("needs 521 questions of a domain");
    }

    [Fact]
    public async Task The_author_writes_most_for_the_weakest_domains_and_nothing_that_is_held_out()
    {
        var world = MiniatureWorld.Create(new MiniatureOptions(), 1);
        ScoredSample[] samples = [.. world.Probe.Select(q => new ScoredSample(q, "an answer", world.WeakDomains.Contains(q.Domain!) ? -2 : 1))];
        var request = new AuthorRequest { Samples = samples, AuthorCalls = 20, PromptsPerCall = 16, Seed = 5 };
        var prompts = (await MiniatureAuthor.For(world, new()).WriteAsync(request, default)).Prompts;

        prompts.Count.ShouldBe(320);
        prompts.Select(p => p.Text).Distinct().Count().ShouldBe(320);
        prompts.ShouldAllBe(p => !world.HeldOutTexts.Contains(p.Text));
        prompts.Average(p => world.WeakDomains.Contains(p.Domain!) ? 1.0 : 0).ShouldBeGreaterThan(0.6);
        (await MiniatureAuthor.For(world, new()).WriteAsync(request, default)).Prompts.Select(p => p.Text).ShouldBe(prompts.Select(p => p.Text));

        var next = await MiniatureAuthor.For(world, new()).WriteAsync(request with { Exclude = [.. prompts.Select(p => p.Text)] }, default);
        next.Prompts.Select(p => p.Text).Intersect(prompts.Select(p => p.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_vanilla_author_takes_the_domains_in_turn()
    {
        var world = MiniatureWorld.Create(new MiniatureOptions(), 1);
        var prompts = (await UniformAuthor.For(world).WriteAsync(new AuthorRequest { Samples = [], AuthorCalls = 80, PromptsPerCall = 16, Seed = 5 },
            default)).Prompts;
        prompts.Count.ShouldBe(1280);
        prompts.GroupBy(p => p.Domain).Select(g => g.Count()).ShouldAllBe(n => n == 71 || n == 72);
        prompts.ShouldAllBe(p => !world.HeldOutTexts.Contains(p.Text));
    }
}
