using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.Ppo;
using AlwaysOnPolicy.Learning.Tinker;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>A step of PPO on a server is the step here.</summary>
public sealed class TinkerStepTests
{
    private const double Tolerance = 1e-5;

    // Here policy and critic share a trunk; without the value loss's pull on it the policy learns as beside a critic of its own.
    private static readonly PpoOptions s_gae = PpoWorld.Options with { LearningRate = 1e-2, VfCoef = 0 };

    private static readonly PpoOptions s_rloo = PpoWorld.Options with
    {
        LearningRate = 1e-2,
        Advantages = AdvantageEstimator.Rloo,
        AnswersPerPrompt = 2,
        MaxGradNorm = 0.5,
    };

    private static readonly string[] s_unlike =
    [
        "policy/entropy",                                                       // estimated there
        "loss/value", "val/vpred", "val/error", "val/clipfrac", "val/var_explained",   // the critic there learns
    ];

    [Theory]
    [InlineData(TinkerReduction.Sum, false)]
    [InlineData(TinkerReduction.SequenceMean, true)]
    public void A_step_equals_the_local_one(TinkerReduction reduction, bool responseOnly)
    {
        using var world = new TinkerWorld(s_gae,
            new() { MeanOfSequences = reduction == TinkerReduction.SequenceMean, ResponseOnly = responseOnly, Waits = 2 }, reduction);
        var before = world.LocalWeights;
        world.RemoteWeights.ShouldBe(before);
        var (local, remote) = world.Step();

        Equal(local, remote);
        remote.Updates[0].Stats["loss/value"].ShouldBe(local.Updates[0].Stats["loss/value"], Tolerance);
        remote.Updates[0].RatioMean.ShouldBe(1);
        Math.Abs(local.Updates[^1].RatioMean - 1).ShouldBeGreaterThan(1e-4);
        Near(world.RemoteWeights, world.LocalWeights);
        world.LocalWeights.Zip(before).Max(p => Math.Abs(p.First - p.Second)).ShouldBeGreaterThan(1e-2f);
    }

    [Theory]
    [InlineData(TinkerReduction.Sum, 1)]
    [InlineData(TinkerReduction.SequenceMean, 1)]
    [InlineData(TinkerReduction.Sum, 2)]
    [InlineData(TinkerReduction.SequenceMean, 2)]
    public void Steps_without_a_critic_equal_the_local_ones(TinkerReduction reduction, int accumulation)
    {
        var options = s_rloo with { GradientAccumulationSteps = accumulation };
        using var world = new TinkerWorld(options, new() { MeanOfSequences = reduction == TinkerReduction.SequenceMean, HasCritic = false }, reduction);
        var rollouts = PpoWorld.Rollouts;
        for (var number = 0; number < 3; number++)
        {
            var (local, remote) = (world.Local.Trainer.Step(Paired(), _ => [0, 1, 2, 3, 4, 5]), world.Remote.Step(Paired(), _ => [0, 1, 2, 3, 4, 5]));
            Equal(local, remote);
            if (number > 0) Math.Abs(remote.Stats["objective/kl"]).ShouldBeGreaterThan(1e-4);
            if (accumulation == 1) remote.Updates[0].GradientNorm!.Value.ShouldBe(local.Updates[0].GradientNorm!.Value, 1e-4);
        }
        Near(world.RemoteWeights, world.LocalWeights);

        Rollout[] Paired() => [.. rollouts.Select((r, i) => r with { Group = i / 2 })];
    }

    [Fact]
    public void The_reference_is_never_stepped()
    {
        using var world = new TinkerWorld(s_gae);
        for (var number = 0; number < 2; number++) world.StepThere(number);
        world.Server.Models.Count(m => m.StepsDone == 0).ShouldBe(1);
        world.Server.Models.Single(m => m.IsCritic).StepsDone.ShouldBe(2 * 2 * s_gae.PpoEpochs);
    }

    [Fact]
    public void The_critic_learns_the_returns()
    {
        using var world = new TinkerWorld(s_gae with { LearningRate = 1e-9, ValueHeadLearningRate = 0.05, ClipRangeValue = 100 });
        var errors = Enumerable.Range(0, 5).Select(number => world.StepThere(number).Stats["ppo/val/error"]).ToArray();
        errors[^1].ShouldBeLessThan(0.5 * errors[0]);
    }

    [Fact]
    public void While_the_critic_warms_up_the_policy_stays()
    {
        using var world = new TinkerWorld(s_gae with { ValueWarmupSteps = 1 });
        var before = world.RemoteWeights;
        world.StepThere();
        world.RemoteWeights.ShouldBe(before);
        world.StepThere(1);
        world.RemoteWeights.ShouldNotBe(before);
    }

    [Fact]
    public void A_ratio_above_the_threshold_sends_no_gradient()
    {
        using var world = new TinkerWorld(s_gae with { LearningRate = 0.3, RatioThreshold = 1.01 });
        var (local, remote) = world.Step();
        remote.SkippedUpdates.ShouldBe(local.SkippedUpdates);
        remote.SkippedUpdates.ShouldBeGreaterThan(0);
        world.Server.Requests.Count(r => r == "forward_backward").ShouldBe(2 * (remote.Updates.Count - remote.SkippedUpdates));
        Near(world.RemoteWeights, world.LocalWeights);
    }

    private static void Equal(PpoStep local, PpoStep remote)
    {
        remote.Updates.Count.ShouldBe(local.Updates.Count);
        foreach (var (here, there) in local.Updates.Zip(remote.Updates))
        {
            there.Rows.ShouldBe(here.Rows);
            there.RatioMean.ShouldBe(here.RatioMean, Tolerance);
            foreach (var key in here.Stats.Keys.Except(s_unlike).Except(["loss/total"])) there.Stats[key].ShouldBe(here.Stats[key], Tolerance, key);
        }
        foreach (var key in local.Stats.Keys.Except(s_unlike.Append("loss/total").Select(k => $"ppo/{k}")))
            remote.Stats[key].ShouldBe(local.Stats[key], Tolerance, key);
        foreach (var key in local.Distributions.Keys)
            Near([.. remote.Distributions[key].Select(x => (float)x)], [.. local.Distributions[key].Select(x => (float)x)]);
        remote.KlCoefAfter.ShouldBe(local.KlCoefAfter, 1e-9);
    }

    private static void Near(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        actual.Zip(expected).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan((float)Tolerance);
    }
}
