using AlwaysOnPolicy.Learning.Ppo;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

public sealed class RolloutGroupTests
{
    private static PpoRollout Rollout(string id, string? domain, int? call, double score, double advantage) =>
        new(new(id, domain, id, call is { } place ? new("chat", place) { Rule = "paper" } : new("prompts.txt", 7)), 0, score, 1) { Advantage = advantage };

    [Fact]
    public void Rewards_spreads_and_advantages_are_those_of_a_domain_a_call_and_a_rule()
    {
        var groups = RolloutGroup.Of(
        [
            Rollout("a", "law", 0, 1, 0.5), Rollout("a", "law", 0, 3, -0.5),   // deviation √2
            Rollout("b", "law", 2, 4, 1), Rollout("b", "law", 2, 4, 0),        // deviation 0
            Rollout("c", null, 2, 8, 2), Rollout("d", null, null, 0, 1),
        ]);
        groups.Select(g => (g.By, g.Name, g.Rollouts, g.Reward, g.Advantage)).ShouldBe(
        [
            (RolloutKey.Domain, "law", 4, 3, 0.25), (RolloutKey.Domain, "", 2, 4, 1.5),
            (RolloutKey.Call, "1", 2, 2, 0), (RolloutKey.Call, "3", 3, 16.0 / 3, 1),
            (RolloutKey.Rule, "paper", 5, 4, 0.6),
        ]);
        groups.Select(g => g.Spread).ShouldBe([Math.Sqrt(2) / 2, null, Math.Sqrt(2), 0, Math.Sqrt(2) / 2]);
    }

    [Fact]
    public void A_steps_advantages_are_the_means_over_the_tokens_of_each_answer()
    {
        using var world = new PpoWorld(PpoWorld.Options);
        double[]? expected = null;
        world.Trainer.OnTensors = t => expected = [.. Enumerable.Range(0, 6).Select(row =>
            (double)MaskedMean(t.Targets.Advantages[row], t.Batch.Mask[row]).item<float>())];
        var step = world.Step();
        step.RolloutAdvantages.Count.ShouldBe(6);
        foreach (var (mean, was) in step.RolloutAdvantages.Zip(expected!)) mean.ShouldBe(was, 1e-5);
        step.RolloutAdvantages.ShouldContain(a => Math.Abs(a) > 0.01);
    }
}
