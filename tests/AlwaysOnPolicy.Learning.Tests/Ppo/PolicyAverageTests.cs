using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

public sealed class PolicyAverageTests
{
    /// <summary>One update a step, so that a step is one place of the recursion.</summary>
    private static readonly PpoOptions s_options = PpoWorld.Options with { MiniBatchSize = 6, PpoEpochs = 1, LearningRate = 1e-2, EmaDecay = 0.7 };

    [Theory]
    [InlineData(0.7, false)]
    [InlineData(0.3, false)]
    [InlineData(0.99, true)]
    public void It_follows_its_recursion_from_the_start(double decay, bool lora)
    {
        using var world = new PpoWorld(s_options with { EmaDecay = decay, Lora = lora ? new() { Rank = 2 } : null });
        double[] mean = [.. Trained(world)];
        for (var step = 0; step < 5; step++)
        {
            world.Step();
            var weights = Trained(world);
            for (var i = 0; i < mean.Length; i++) mean[i] = (decay * mean[i]) + ((1 - decay) * weights[i]);
        }
        var average = Average(world);
        average.Length.ShouldBe(mean.Length);
        for (var i = 0; i < mean.Length; i++) average[i].ShouldBe(mean[i], 1e-6);
        average.Zip(Trained(world), (a, w) => Math.Abs(a - w)).Max().ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void After_it_was_used_the_policy_has_its_own_weights_again()
    {
        using var world = new PpoWorld(s_options);
        world.Step();
        var (weights, average) = (Trained(world), Average(world));
        Trained(world).ShouldBe(weights);
        Average(world).ShouldBe(average);
        average.ShouldNotBe(weights);
    }

    [Fact]
    public void It_changes_nothing_of_what_is_learnt()
    {
        using var with = new PpoWorld(s_options);
        using var without = new PpoWorld(s_options with { EmaDecay = 0 });
        for (var step = 0; step < 2; step++)
        {
            with.Step();
            without.Step();
        }
        with.Weights.ShouldBe(without.Weights);
        with.Moments().ShouldBe(without.Moments());
    }

    [Fact]
    public void A_skipped_update_is_not_averaged()
    {
        using var world = new PpoWorld(s_options);
        world.Step();
        var average = Average(world);
        using var place = new TemporaryFolder();
        world.Trainer.SaveState(place.Path);

        using var skips = new PpoWorld(s_options with { RatioThreshold = 0.5 });   // below every first ratio
        skips.Trainer.LoadState(place.Path);
        Average(skips).ShouldBe(average);
        skips.Step().SkippedUpdates.ShouldBe(1);
        Average(skips).ShouldBe(average);
    }

    [Fact]
    public void A_state_of_another_policy_or_without_an_average_is_refused()
    {
        using var place = new TemporaryFolder();
        using var world = new PpoWorld(s_options with { EmaDecay = 0 });
        world.Trainer.SaveState(place.Path);
        using var other = new PpoWorld(s_options);
        Should.Throw<CheckpointException>(() => other.Trainer.LoadState(place.Path)).Message.ShouldContain("ema.safetensors");

        using var lora = new PpoWorld(s_options with { Lora = new() });
        lora.Trainer.SaveState(place.Path);
        Should.Throw<CheckpointException>(() => other.Trainer.LoadState(place.Path)).Message.ShouldContain("not the average of this policy");
    }

    [Fact]
    public void Without_a_decay_there_is_none()
    {
        using var world = new PpoWorld(s_options with { EmaDecay = 0 });
        Should.Throw<InvalidOperationException>(world.Trainer.UseAverage);
        Should.Throw<SettingsException>(() => (PpoWorld.Options with { EmaUse = EmaUse.Output }).Check()).Message.ShouldContain("PpoOptions.EmaDecay");
    }

    private static double[] Average(PpoWorld world)
    {
        using var average = world.Trainer.UseAverage();
        return Trained(world);
    }

    private static double[] Trained(PpoWorld world) =>
        [.. world.Policy.TrainedParameters.SelectMany(p => p.Value.data<float>().ToArray()).Select(x => (double)x)];
}
