using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

public sealed class PpoFrozenLayersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Frozen_layers_stay_bit_for_bit_without_moments_and_the_others_move(int layers)
    {
        using var world = new PpoWorld(PpoWorld.Options with { FrozenLayers = layers }, policy: TwoLayers());
        world.Step();
        string[] moved = [.. world.Policy.named_parameters().Where(p => TinyModel.Differ(p.parameter, world.Reference.get_parameter(p.name)!))
            .Select(p => p.name)];

        string[] Of(int layer) => [.. world.Policy.named_parameters().Select(p => p.name)
            .Where(n => n.StartsWith($"transformer.h.{layer}.", StringComparison.Ordinal))];
        string[] expected =
        [
            "transformer.ln_f.bias", "transformer.ln_f.weight",
            .. layers < 2 ? Of(1) : [],
            .. layers < 1 ? Of(0).Concat(["transformer.wte.weight", "transformer.wpe.weight"]) : [],
        ];
        moved.ShouldBe(expected, ignoreOrder: true);
        world.MomentNames().ShouldBe([.. expected, "v_head.summary.bias", "v_head.summary.weight"], ignoreOrder: true);
    }

    [Fact]
    public void The_first_ratio_is_exactly_1()
    {
        using var world = new PpoWorld(PpoWorld.Options with { FrozenLayers = 1 }, policy: TwoLayers());
        for (var step = 0; step < 2; step++) world.Step(permutation: PpoWorld.InOrder).Updates[0].RatioMean.ShouldBe(1);
    }

    [Fact]
    public void More_than_there_are_is_an_error() =>
        Should.Throw<SettingsException>(() => new PpoWorld(PpoWorld.Options with { FrozenLayers = 2 })).Message.ShouldContain(
            "frozen_layers is 2, but the model has 1");

    private static Gpt2 TwoLayers()
    {
        var model = new Gpt2(new Gpt2Config { VocabularySize = 20, MaxPositions = 16, HiddenSize = 16, LayerCount = 2, HeadCount = 2 });
        model.Initialize(1);
        return model;
    }
}
