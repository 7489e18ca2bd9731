using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Encodings;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Each place where the default differs from TRL's behaviour, and that the compatibility setting brings TRL's back (the table in
/// Ppo/README.md).</summary>
public sealed class PpoCompatibilityTests
{
    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void A_ratio_above_the_threshold_moves_weights_in_trl_alone(PpoCompatibility compatibility)
    {
        using var place = new TemporaryFolder();
        var options = PpoWorld.Options with { Compatibility = compatibility };
        using var first = new PpoWorld(options);
        first.Step();                                   // Adam gathers momentum
        first.Trainer.SaveState(place.Path);

        using var second = new PpoWorld(options with { RatioThreshold = 0.5 });   // below every first ratio
        second.Trainer.LoadState(place.Path);
        var (weights, moments) = (second.Weights, second.Moments());
        var done = second.Step();

        done.SkippedUpdates.ShouldBe(done.Updates.Count);
        var trl = compatibility == PpoCompatibility.Trl;
        second.Weights.SequenceEqual(weights).ShouldBe(!trl);
        second.Moments().SequenceEqual(moments).ShouldBe(!trl);
    }

    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void A_ratio_that_is_not_a_number_passes_the_check_in_trl_alone(PpoCompatibility compatibility)
    {
        using var world = new PpoWorld(PpoWorld.Options with { Compatibility = compatibility });
        var poisoned = false;
        world.Trainer.OnGradients = () =>               // the weights break in the first update
        {
            if (poisoned) return;
            poisoned = true;
            using var noGrad = no_grad();
            world.Policy.parameters().First().fill_(float.NaN);
        };
        var done = world.Step();

        done.Updates[0].Skipped.ShouldBeFalse();
        done.Updates[1].RatioMean.ShouldBe(double.NaN);
        var trl = compatibility == PpoCompatibility.Trl;
        done.SkippedUpdates.ShouldBe(trl ? 0 : done.Updates.Count - 1);
        world.Moments().Any(float.IsNaN).ShouldBe(trl);
    }

    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void The_gradient_norm_is_limited_in_the_first_update_alone_in_trl(PpoCompatibility compatibility)
    {
        const double Limit = 0.01;
        using var world = new PpoWorld(PpoWorld.Options with { Compatibility = compatibility, MaxGradNorm = Limit }, far: true);
        var norms = new List<double>();
        world.Trainer.OnGradients = () =>
        {
            using var scope = NewDisposeScope();
            norms.Add(Math.Sqrt(world.Policy.parameters().Concat(world.Head.parameters()).Sum(p => Math.Pow(p.grad!.norm().item<float>(), 2))));
        };
        var done = world.Step();

        norms.Count.ShouldBe(8);
        done.Updates.ShouldAllBe(u => u.GradientNorm > Limit);   // as it was before
        norms[0].ShouldBe(Limit, 1e-4);
        if (compatibility == PpoCompatibility.Correct) norms.ShouldAllBe(n => n <= Limit * 1.001);
        else norms.Skip(1).ShouldAllBe(n => n > Limit * 1.01);
    }

    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void Whitened_rewards_leak_out_of_the_padding_in_trl_alone(PpoCompatibility compatibility)
    {
        using var world = new PpoWorld(PpoWorld.Options with { Compatibility = compatibility, WhitenRewards = true }, far: true);
        var (outside, error) = world.Observe(t =>
        {
            using var scope = NewDisposeScope();
            var own = t.Targets.Rewards * t.Mask;
            var expected = PpoArithmetic.Advantages(own, t.Values, PpoWorld.Options.Gamma, PpoWorld.Options.Lambda);
            return (((t.Targets.Rewards - own).abs().max().item<float>()), ((t.Targets.RawAdvantages - expected) * t.Mask).abs().max().item<float>());
        });

        if (compatibility == PpoCompatibility.Correct)
        {
            outside.ShouldBe(0);
            error.ShouldBe(0);
        }
        else
        {
            outside.ShouldBeGreaterThan(0.001f);
            error.ShouldBeGreaterThan(0.001f);
        }
    }

    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void Padding_on_the_left_shifts_the_positions_in_trl_alone(PpoCompatibility compatibility)
    {
        var options = PpoWorld.Options with { Compatibility = compatibility };
        using var right = new PpoWorld(options);
        using var left = new PpoWorld(options with { PaddingSide = Side.Left });
        var (expected, seen) = (right.Step().Distributions["objective/logprobs"], left.Step().Distributions["objective/logprobs"]);
        var difference = expected.Zip(seen, (a, b) => Math.Abs(a - b)).Max();
        if (compatibility == PpoCompatibility.Correct) difference.ShouldBeLessThan(1e-4);
        else difference.ShouldBeGreaterThan(0.01);
    }

    [Theory, InlineData(PpoCompatibility.Correct), InlineData(PpoCompatibility.Trl)]
    public void No_dropout_whatever_config_json_says_and_whatever_mode_the_model_is_in(PpoCompatibility compatibility)
    {
        using var place = new TemporaryFolder();
        using (var model = SupervisedFineTuning.TinyModel.New()) ModelFolder.SaveCausal(model, place.Path, tokenizer: null);
        var file = Path.Combine(place.Path, "config.json");
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var key in new[] { "resid_pdrop", "embd_pdrop", "attn_pdrop" }) config[key] = 0.5;
        File.WriteAllText(file, config.ToJsonString());

        using var world = new PpoWorld(PpoWorld.Options with { Compatibility = compatibility }, policy: ModelFolder.LoadCausal(place.Path));
        world.Policy.train();
        var done = world.Step(permutation: PpoWorld.InOrder);
        done.Updates[0].RatioMean.ShouldBe(1);
        done.Updates[0].Stats["policy/approxkl"].ShouldBe(0);
        done.Stats["objective/kl"].ShouldBe(0);
    }

    [Theory, InlineData(1.0), InlineData(0.9)]
    public void Log_probabilities_are_at_temperature_1_unless_asked_otherwise(double temperature)
    {
        new PpoOptions().LogprobTemperature.ShouldBe(1);
        using var world = new PpoWorld(PpoWorld.Options with { LogprobTemperature = temperature });
        var seen = world.Step().Distributions["objective/logprobs"][0];

        using var fresh = new PpoWorld(PpoWorld.Options);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (ids, mask) = PaddedRows.Right([PpoWorld.Rollouts[0].Query]);
        var logits = fresh.Policy.Logits(fresh.Policy.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1];
        var logprob = (logits / temperature).log_softmax(-1)[PpoWorld.Rollouts[0].Response[0]].item<float>();
        seen.ShouldBe(logprob, 1e-5);
    }

    [Fact]
    public void A_kl_below_minus_1_is_told()
    {
        // The reference's favourite tokens, which a policy that knows nothing finds less likely.
        using var world = new PpoWorld(PpoWorld.Options, far: true);
        var queries = PpoWorld.Rollouts.Select(r => r.Query).ToArray();
        var favourites = Models.Generation.Generator.Generate(world.Reference, queries, new ulong[queries.Length], new() { Greedy = true, MaxNewTokens = 5 });
        using (no_grad()) world.Policy.parameters().First().zero_();
        var done = world.Step([.. queries.Zip(favourites, (q, r) => new Rollout(q, r, 0))]);
        done.Stats["objective/kl"].ShouldBeLessThan(-1);

        using var same = new PpoWorld(PpoWorld.Options);
        same.Step().Stats["objective/kl"].ShouldBeGreaterThan(-1);
    }

    [Theory, InlineData(1000.0), InlineData(-1000.0), InlineData(6.3)]
    public void The_adaptive_coefficient_moves_at_most_a_fifth_of_the_batch_over_the_horizon(double kl)
    {
        var controller = new KlController(new PpoOptions());
        var before = controller.Value;
        controller.Update(kl, rollouts: 16);
        var change = (controller.Value / before) - 1;
        Math.Abs(change).ShouldBeLessThanOrEqualTo(0.00032 + 1e-12);
        change.ShouldBe(Math.Clamp((kl / 6) - 1, -0.2, 0.2) * 16 / 10000, 1e-12);
        var fixedController = new KlController(new PpoOptions { AdaptiveKl = false });
        fixedController.Update(kl, rollouts: 16);
        fixedController.Value.ShouldBe(0.2);
    }
}
