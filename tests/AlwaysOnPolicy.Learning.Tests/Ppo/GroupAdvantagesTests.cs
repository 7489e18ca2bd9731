using AlwaysOnPolicy.Learning.Ppo;
using CsCheck;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>RLOO and GRPO: worked out by hand, what must always hold, and behind the trainer's step.</summary>
public sealed class GroupAdvantagesTests
{
    private static readonly Gen<double[]> Scores = Gen.Int[-50, 50].Select(i => i / 10.0).Array[6];
    private static readonly int[] s_groups = [4, 4, 4, 9, 9, 9];

    [Fact]
    public void Each_return_is_compared_with_the_mean_of_the_others() =>
        GroupAdvantages.LeaveOneOut([1, 2, 6, 10, 4], [0, 0, 0, 1, 1]).ShouldBe([1 - 4.0, 2 - 3.5, 6 - 1.5, 6, -6]);

    [Fact]
    public void Each_score_is_measured_in_deviations_from_its_groups_mean() =>
        GroupAdvantages.Standardised([1, 2, 3, 5, 5], [0, 0, 0, 1, 1]).ShouldBe([-1 / 1.0001, 0, 1 / 1.0001, 0, 0], 1e-12);

    [Fact]
    public void What_all_answers_to_a_prompt_have_in_common_changes_nothing() =>
        Gen.Select(Scores, Gen.Double[-100, 100]).Sample((scores, offset) =>
        {
            double[] shifted = [.. scores.Select((s, i) => i < 3 ? s + offset : s)];
            GroupAdvantages.LeaveOneOut(shifted, s_groups).ShouldBe(GroupAdvantages.LeaveOneOut(scores, s_groups), 1e-9);
            GroupAdvantages.Standardised(shifted, s_groups).ShouldBe(GroupAdvantages.Standardised(scores, s_groups), 1e-6);
        }, iter: 100, threads: 1);

    [Fact]
    public void A_groups_advantages_sum_to_0_and_rank_as_its_scores() =>
        Scores.Sample(scores =>
        {
            foreach (var advantages in new[] { GroupAdvantages.LeaveOneOut(scores, s_groups), GroupAdvantages.Standardised(scores, s_groups) })
            {
                advantages.Take(3).Sum().ShouldBe(0, 1e-9);
                advantages.Skip(3).Sum().ShouldBe(0, 1e-9);
                Order(advantages.Take(3)).ShouldBe(Order(scores.Take(3)));
            }
        }, iter: 100, threads: 1);

    [Theory, InlineData(AdvantageEstimator.Rloo), InlineData(AdvantageEstimator.Grpo)]
    public void In_a_step_all_tokens_of_an_answer_have_its_advantage_and_the_value_head_stays(AdvantageEstimator estimator)
    {
        using var world = new PpoWorld(PpoWorld.Options with { Advantages = estimator, AnswersPerPrompt = 2 }, far: true);
        Rollout[] rollouts = [.. PpoWorld.Rollouts.Select((r, i) => r with { Group = i / 2 })];
        var (head, policy) = (SupervisedFineTuning.TinyModel.Weights(world.Head), SupervisedFineTuning.TinyModel.Weights(world.Policy));
        var coefficient = new PpoOptions().InitKlCoef;
        var (advantages, kl) = world.Observe(t => (PpoTokenLists.Values(t.Targets.Advantages, t.Mask), PpoTokenLists.Values(t.Kl, t.Mask)), rollouts);

        // By hand: the score, and for RLOO the whole answer's penalty too.
        double[] returns = new double[6];
        for (int i = 0, at = 0; i < 6; at += rollouts[i].Response.Length, i++)
            returns[i] = rollouts[i].Score - (estimator == AdvantageEstimator.Rloo ? coefficient * kl.Skip(at).Take(rollouts[i].Response.Length).Sum() : 0);
        for (int i = 0, at = 0; i < 6; at += rollouts[i].Response.Length, i++)
        {
            var (own, other) = (returns[i], returns[i ^ 1]);
            var expected = estimator == AdvantageEstimator.Rloo
                ? own - other
                : (own - other) / 2 / ((Math.Abs(own - other) / Math.Sqrt(2)) + 1e-4);
            advantages.Skip(at).Take(rollouts[i].Response.Length).ShouldAllBe(a => Math.Abs(a - expected) < 1e-4);
        }
        SupervisedFineTuning.TinyModel.Weights(world.Head).ShouldBe(head);
        SupervisedFineTuning.TinyModel.Weights(world.Policy).ShouldNotBe(policy);
    }

    [Fact]
    public void Grpo_has_the_kl_in_its_loss()
    {
        Rollout[] rollouts = [.. PpoWorld.Rollouts.Select((r, i) => r with { Group = i / 3 })];
        var options = PpoWorld.Options with { Advantages = AdvantageEstimator.Grpo, AnswersPerPrompt = 3, KlPenalty = KlPenalty.K3, MiniBatchSize = 6 };
        using var world = new PpoWorld(options, far: true);
        var done = world.Step(rollouts);
        var first = done.Updates[0].Stats;
        var perToken = done.Stats["objective/kl"] * 6 / rollouts.Sum(r => r.Response.Length);
        perToken.ShouldBeGreaterThan(0.001);
        first["loss/total"].ShouldBe(first["loss/policy"] + (0.2 * perToken), 1e-5);
        done.Stats.ContainsKey("ppo/val/error").ShouldBeFalse();
    }

    [Theory, InlineData(AdvantageEstimator.Rloo), InlineData(AdvantageEstimator.Grpo)]
    public void An_easy_reward_is_learnt(AdvantageEstimator estimator)
    {
        using var world = new IterationWorld();
        var options = IterationWorld.Ppo with
        {
            Advantages = estimator,
            AnswersPerPrompt = 4,
            BatchSize = 8,
            MiniBatchSize = 8,
            ScoreScaling = false,
            ScoreNorm = false,
            LearningRate = 5e-3,
            InitKlCoef = 0.01,
        };
        var rewards = new List<double>();
        world.Run(ppo: options, passes: 10, onStep: r => rewards.Add(r.Stats["env/reward_mean"]));
        rewards.Count.ShouldBe(50);
        rewards.Take(5).Average().ShouldBeLessThan(0.7);    // half of the words are small
        rewards.TakeLast(5).Average().ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void A_prompt_with_one_answer_is_refused()
    {
        Should.Throw<SettingsException>(() => (PpoWorld.Options with { Advantages = AdvantageEstimator.Rloo }).Check()).Message.ShouldContain(
            "PpoOptions.AnswersPerPrompt");
        Should.Throw<SettingsException>(() => (PpoWorld.Options with { AnswersPerPrompt = 4 }).Check()).Message.ShouldContain("multiple");
        Should.Throw<ArgumentException>(() => GroupAdvantages.LeaveOneOut([1, 2, 3], [0, 0, 1]));
    }

    private static int[] Order(IEnumerable<double> values) => [.. values.Select((v, i) => (v, i)).OrderBy(p => p.v).ThenBy(p => p.i).Select(p => p.i)];
}
