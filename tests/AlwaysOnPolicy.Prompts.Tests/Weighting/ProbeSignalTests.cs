using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class ProbeSignalTests
{
    private static ScoredSample[] Answers(string id, params double[] rewards) =>
        [.. rewards.Select((r, i) => new ScoredSample(new(id, "d", $"{id}?"), "an answer", r, i))];

    [Fact]
    public void Means_are_pooled_with_a_half_life_and_the_spread_is_the_newest_iterations()
    {
        ScoredSample[][] iterations = [[.. Answers("a", 0, 2), .. Answers("b", 6)], Answers("a", 3, 5)];
        var questions = ProbeSignal.Pool(iterations).Questions;
        questions.Select(q => q.Id).ShouldBe(["a", "b"]);
        questions[0].Mean.ShouldBe(3, 1e-12);                    // (.5·1 + 1·4)/1.5
        questions[0].Spread!.Value.ShouldBe(Math.Sqrt(2), 1e-12);   // of 3 and 5, n − 1
        questions[1].Mean.ShouldBe(6, 1e-12);
        questions[1].Spread.ShouldBeNull();
        var slow = Math.Pow(0.5, 0.5);
        ProbeSignal.Pool(iterations, halfLife: 2).Questions[0].Mean.ShouldBe((slow + 4) / (slow + 1), 1e-12);
    }

    [Fact]
    public void Features_come_from_the_caller_and_are_the_domain_without_one()
    {
        ProbeSignal.Pool([Answers("a", 1)]).Questions[0].Features.Domain.ShouldBe("d");
        ProbeSignal.Pool([Answers("a", 1)], 1, s => new("cluster 1", [s.QuestionId])).Questions[0].Features.GroupAt(0).ShouldBe("a");
    }

    [Fact]
    public void Nothing_to_read_and_broken_rewards_are_errors()
    {
        Should.Throw<AuthorException>(() => ProbeSignal.Pool([[]]));
        Should.Throw<AuthorException>(() => ProbeSignal.Pool([Answers("a", 1, double.NaN)])).Message.ShouldContain("'a'");
    }

    [Fact]
    public void The_target_is_the_mean_of_the_best_three_tenths()
    {
        ReferenceReward[] rewards = [.. Enumerable.Range(1, 10).Select(r => new ReferenceReward("ten", r)), new("one", -4)];
        var targets = ReferenceTargets.Best(rewards);
        targets["ten"].ShouldBe(9);   // of 8, 9, 10
        targets["one"].ShouldBe(-4);
        Should.Throw<AuthorException>(() => ReferenceTargets.Best([])).Message.ShouldContain("'bandit'");
    }
}
