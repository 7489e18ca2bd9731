using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>What is not a number teaches nothing and spoils nothing.</summary>
public sealed class PpoNonFiniteTests
{
    private static readonly PpoOptions s_scaled = PpoWorld.Options with { ScoreScaling = true, ScoreNorm = true };

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_score_that_is_not_a_number_is_refused_by_name_and_the_step_can_be_repeated(double score)
    {
        using var world = new PpoWorld(s_scaled);
        using var untouched = new PpoWorld(s_scaled);
        world.Step();
        untouched.Step();
        var (weights, moments, state) = (world.Weights, world.Moments(), world.State());

        var spoilt = PpoWorld.Rollouts.ToArray();
        spoilt[3] = spoilt[3] with { Score = score };
        Should.Throw<TrainingException>(() => world.Step(spoilt)).Message.ShouldContain("rollout 4 of 6");

        world.Weights.ShouldBe(weights);
        world.Moments().ShouldBe(moments);
        world.State().ShouldBe(state);
        world.Step();
        untouched.Step();
        world.Weights.ShouldBe(untouched.Weights);   // as if nothing had been
    }

    [Theory, InlineData("policy"), InlineData("reference"), InlineData("value head")]
    public void A_damaged_model_is_named_and_nothing_else_is_touched(string which)
    {
        using var world = new PpoWorld(s_scaled);
        var damaged = which switch { "policy" => world.Policy.parameters(), "reference" => world.Reference.parameters(), _ => world.Head.parameters() };
        using (no_grad()) damaged.First().fill_(float.NaN);
        var (weights, state) = (world.Weights, world.State());

        Should.Throw<TrainingException>(() => world.Step()).Message.ShouldContain($"The {which} gives");
        world.Weights.ShouldBe(weights);
        world.State().ShouldBe(state);
    }

    [Fact]
    public void A_gradient_that_overflows_is_skipped_and_counted()
    {
        // A value so far from its return that the loss still is a number, but no longer the square of its gradient.
        using var world = new PpoWorld(PpoWorld.Options with { VfCoef = 1000, PpoEpochs = 1 });
        var weights = world.Weights;
        var done = world.Step([.. PpoWorld.Rollouts.Select(r => r with { Score = 1e17 })]);

        done.Updates.ShouldAllBe(u => double.IsFinite(u.Stats["loss/total"]) && u.GradientNorm == double.PositiveInfinity);
        done.SkippedUpdates.ShouldBe(2);
        world.Weights.ShouldBe(weights);
        world.Moments().ShouldAllBe(m => m == 0);
    }

    [Fact]
    public void A_loss_that_overflows_is_skipped_and_the_coefficient_stays_a_number()
    {
        using var world = new PpoWorld(PpoWorld.Options with { PpoEpochs = 1 });
        var weights = world.Weights;
        var done = world.Step([.. PpoWorld.Rollouts.Select(r => r with { Score = 1e30 })]);

        done.SkippedUpdates.ShouldBe(2);
        done.Updates.ShouldAllBe(u => u.GradientNorm == null);
        world.Weights.ShouldBe(weights);
        double.IsFinite(done.KlCoefAfter).ShouldBeTrue();
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_empty_batch_or_answer_is_refused(bool batch) =>
        Should.Throw<ArgumentException>(() =>
        {
            using var world = new PpoWorld(PpoWorld.Options);
            world.Step(batch ? [] : [new Rollout([1], [], 0)]);
        });
}
