using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using CsCheck;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Options that TRL 0.7.11 does not have.</summary>
public sealed class PpoOptionTests
{
    [Fact]
    public void K3_is_never_negative_and_its_mean_over_the_policys_draws_is_the_divergence() =>
        Gen.Select(Gen.Float[-2, 2].Array[7], Gen.Float[-2, 2].Array[7]).Sample((logits, refLogits) =>
        {
            using var scope = NewDisposeScope();
            var (p, q) = (tensor(logits).log_softmax(0), tensor(refLogits).log_softmax(0));
            var k3 = PpoArithmetic.TokenKl(p, q, KlPenalty.K3);
            k3.min().item<float>().ShouldBeGreaterThanOrEqualTo(-1e-6f);
            (p.exp() * k3).sum().item<float>().ShouldBe((p.exp() * (p - q)).sum().item<float>(), 1e-4);
        }, iter: 100, threads: 1);

    [Fact]
    public void The_entropy_bonus_is_taken_off_the_loss_and_keeps_the_policy_undecided()
    {
        using var plain = new PpoWorld(PpoWorld.Options with { PpoEpochs = 10 });
        using var bonus = new PpoWorld(PpoWorld.Options with { PpoEpochs = 10, EntropyCoef = 0.5 });
        var (without, with) = (plain.Step(), bonus.Step());
        foreach (var update in with.Updates)
            update.Stats["loss/total"].ShouldBe(
                update.Stats["loss/policy"] + (0.1 * update.Stats["loss/value"]) - (0.5 * update.Stats["policy/entropy"]), 1e-4);
        with.Updates[0].Stats["policy/entropy"].ShouldBe(without.Updates[0].Stats["policy/entropy"], 1e-5);
        with.Updates[^1].Stats["policy/entropy"].ShouldBeGreaterThan(without.Updates[^1].Stats["policy/entropy"] + 0.01);
    }

    [Fact]
    public void While_the_value_head_warms_up_the_policy_stays_as_it_is()
    {
        using var world = new PpoWorld(PpoWorld.Options with { ValueWarmupSteps = 2, ValueHeadLearningRate = 0.02 });
        var policy = TinyModel.Weights(world.Policy);
        var errors = new List<double>();
        for (var step = 0; step < 2; step++)
        {
            var done = world.Step(permutation: PpoWorld.InOrder);
            errors.Add(done.Updates[0].Stats["val/error"]);
            done.SkippedUpdates.ShouldBe(0);
            done.Updates.ShouldAllBe(u => u.RatioMean == 1);
            TinyModel.Weights(world.Policy).ShouldBe(policy);
        }
        errors[1].ShouldBeLessThan(errors[0]);
        world.Step();
        TinyModel.Weights(world.Policy).ShouldNotBe(policy);
    }

    [Fact]
    public void The_warm_up_counts_on_over_a_saved_state()
    {
        using var place = new AlwaysOnPolicy.Tests.TemporaryFolder();
        var options = PpoWorld.Options with { ValueWarmupSteps = 1 };
        using var first = new PpoWorld(options);
        first.Step();
        first.Trainer.SaveState(place.Path);
        using var second = new PpoWorld(options);
        second.Trainer.LoadState(place.Path);
        var policy = TinyModel.Weights(second.Policy);
        second.Step();
        TinyModel.Weights(second.Policy).ShouldNotBe(policy);
    }

    [Fact]
    public void The_rate_factor_scales_every_learning_rate()
    {
        using var still = new PpoWorld(PpoWorld.Options);
        var weights = still.Weights;
        var done = still.Trainer.Step(PpoWorld.Rollouts, _ => [0, 1, 2, 3, 4, 5], rateFactor: 0);
        still.Weights.ShouldBe(weights);
        done.Stats["ppo/learning_rate"].ShouldBe(0);

        using var half = new PpoWorld(PpoWorld.Options with { LearningRate = 2e-3 });
        using var whole = new PpoWorld(PpoWorld.Options with { LearningRate = 1e-3 });
        half.Trainer.Step(PpoWorld.Rollouts, _ => [0, 1, 2, 3, 4, 5], rateFactor: 0.5);
        whole.Trainer.Step(PpoWorld.Rollouts, _ => [0, 1, 2, 3, 4, 5]);
        half.Weights.ShouldBe(whole.Weights);
    }

    [Fact]
    public void An_iteration_warms_up_and_falls_to_the_final_fraction()
    {
        using var world = new IterationWorld();
        var rates = new List<double>();
        world.Run(ppo: IterationWorld.Ppo with { WarmupSteps = 2, FinalFraction = 0.4 }, onStep: r =>
            rates.Add(r.Stats["ppo/learning_rate"] / IterationWorld.Ppo.LearningRate));
        rates.ShouldBe([0, 0.5, 1, 0.8, 0.6], 1e-9);
    }

    [Fact]
    public void Penalties_are_taken_off_before_scaling_and_the_raw_score_is_still_told()
    {
        Rollout[] rollouts = [new([1], [2, 3, 0], 1), new([1], [2, 3, 4, 5], 1, Ended: false)];
        ResponsePenalties.Apply(rollouts, new()).ShouldBe([1, 1]);
        ResponsePenalties.Apply(rollouts, new() { MissingEosPenalty = 2, LengthPenalty = 0.1 }).ShouldBe([1 - 0.3, 1 - 2 - 0.4], 1e-12);
        ResponsePenalties.Apply(rollouts, new() { ScoreFactor = 10, ScoreOffset = 5, MissingEosPenalty = 2 }).ShouldBe([15, 13]);

        using var world = new PpoWorld(PpoWorld.Options with { MissingEosPenalty = 3, ScoreClip = 2.5 });
        var done = world.Step([.. PpoWorld.Rollouts.Select((r, i) => r with { Ended = i % 2 == 0 })]);
        done.ScoresUsed.ShouldBe([0.5, -2.5, 2, -2.5, -0.5, -2]);
        done.Distributions["env/reward_dist"].ShouldBe(PpoWorld.Rollouts.Select(r => r.Score));
    }

    [Fact]
    public void An_iteration_tells_the_trainer_which_answers_were_cut()
    {
        using var world = new IterationWorld();
        var (raw, used) = (new List<double>(), new List<double>());
        var ended = new List<double>();
        world.Run(ppo: IterationWorld.Ppo with { MissingEosPenalty = 100, ScoreScaling = false, ScoreNorm = false }, onStep: r =>
        {
            ended.Add(r.EndedShare);
            raw.Add(r.Stats["env/reward_mean"]);
            used.Add(r.Stats["ppo/mean_scores"]);
        });
        for (var i = 0; i < raw.Count; i++) used[i].ShouldBe(raw[i] - (100 * (1 - ended[i])), 1e-6);
        ended.ShouldContain(e => e > 0 && e < 1);
    }
}
