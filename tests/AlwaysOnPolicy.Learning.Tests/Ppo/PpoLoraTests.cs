using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>An adapter is trained; the reference is the policy without it.</summary>
public sealed class PpoLoraTests
{
    private static readonly PpoOptions s_options = PpoWorld.Options with
    {
        LearningRate = 1e-2,
        Lora = new() { Rank = 2, TargetModules = ["c_attn", "mlp.c_proj"] }
    };

    [Fact]
    public void Reference_log_probabilities_are_bit_for_bit_those_of_the_model_the_adapter_began_on()
    {
        using var world = new PpoWorld(s_options);
        for (var step = 0; step < 3; step++)
        {
            var (own, other, policy) = world.Observe(tensors =>
            {
                using var noGrad = no_grad();
                Tensor[] parts = [.. Enumerable.Range(0, 2).Select(i => tensors.Batch.Select(arange(3 * i, 3 * (i + 1), ScalarType.Int64)))
                    .Select(part => part.Run(world.Reference, null, 1).Logprobs)];
                return (Floats(tensors.RefLogprobs), Floats(cat(parts, 0)), Floats(tensors.Logprobs));
            });
            own.ShouldBe(other);
            if (step == 0) policy.ShouldBe(own);
            else policy.ShouldNotBe(own);
        }
    }

    [Fact]
    public void The_first_ratio_is_exactly_1_and_the_first_kl_exactly_0()
    {
        using var world = new PpoWorld(s_options);
        for (var step = 0; step < 3; step++)
        {
            var done = world.Step(permutation: PpoWorld.InOrder);
            done.Updates[0].RatioMean.ShouldBe(1);
            if (step == 0) done.Stats["objective/kl"].ShouldBe(0);
            else done.Stats["objective/kl"].ShouldNotBe(0);
        }
    }

    [Fact]
    public void Only_the_adapter_and_the_value_head_move_and_have_moments()
    {
        using var world = new PpoWorld(s_options);
        var (trunk, head, adapter) = (TinyModel.Weights(world.Policy), TinyModel.Weights(world.Head), AdapterWeights(world.Policy));
        var graded = new List<string>();
        world.Trainer.OnGradients = () => graded.AddRange(world.Policy.named_parameters().Where(p => p.parameter.grad is not null).Select(p => p.name));
        world.Step();

        graded.ShouldBeEmpty();
        TinyModel.Weights(world.Policy).ShouldBe(trunk);
        TinyModel.Weights(world.Head).ShouldNotBe(head);
        foreach (var (name, before) in adapter) AdapterWeights(world.Policy)[name].ShouldNotBe(before, name);
        world.MomentNames().ShouldBe([.. adapter.Keys.Order(StringComparer.Ordinal), "v_head.summary.bias", "v_head.summary.weight"]);
    }

    [Fact]
    public void An_easy_reward_is_learnt()
    {
        using var world = new IterationWorld(sharpness: 30);   // the frozen head of a fresh model cannot tell words apart
        var options = IterationWorld.Ppo with
        {
            Lora = new() { Rank = 4, Alpha = 16, TargetModules = [LoraOptions.AllLinear] },
            BatchSize = 8,
            MiniBatchSize = 8,
            ScoreScaling = false,
            ScoreNorm = false,
            LearningRate = 1e-2,
            InitKlCoef = 0.01,
        };
        var rewards = new List<double>();
        world.Run(ppo: options, passes: 40, onStep: r => rewards.Add(r.Stats["env/reward_mean"]));
        rewards.Take(5).Average().ShouldBeLessThan(0.5);
        rewards.TakeLast(5).Average().ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Live_tensors_stay_flat_over_the_steps()
    {
        using var world = new PpoWorld(s_options with { EmaDecay = 0.9 });
        world.Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 3; step++) world.Step();
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Should.Throw<SettingsException>(() => (s_options with { FrozenLayers = 1 }).Check()).Message.ShouldContain(
            "PpoOptions.FrozenLayers has no meaning with PpoOptions.Lora");
        using var policy = TinyModel.New();
        using var head = new ValueHead(policy.HiddenSize);
        Should.Throw<ArgumentException>(() => new PpoTrainer(policy, head, null, PpoWorld.Options, 0)).Message.ShouldContain("no adapter");
        Should.Throw<ArgumentException>(() => new PpoTrainer(policy, head, policy, s_options, 0)).Message.ShouldContain("no adapter");
    }

    private static Dictionary<string, float[]> AdapterWeights(CausalModel model) => model.Adapter!.Parameters.ToDictionary(p => p.Name, p => Floats(p.Value));

    private static float[] Floats(Tensor x) => x.contiguous().data<float>().ToArray();
}
