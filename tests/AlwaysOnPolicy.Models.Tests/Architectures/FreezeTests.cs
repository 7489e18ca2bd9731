using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Tests.Adapters;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class FreezeTests
{
    [Theory]
    [InlineData(true, 0, 2 + 24 + 2)]
    [InlineData(true, 1, 12 + 2)]
    [InlineData(true, 2, 2)]
    [InlineData(false, 0, 1 + 18 + 1 + 1)]
    [InlineData(false, 1, 9 + 1 + 1)]
    [InlineData(false, 2, 1 + 1)]
    public void Embeddings_and_the_first_blocks_get_no_gradient(bool gpt2, int layers, int trained)
    {
        using var scope = NewDisposeScope();
        using CausalModel model = gpt2 ? TinyModels.Gpt2() : TinyModels.Llama(tied: false);
        model.Freeze(layers);
        LoraAdapterTests.Logits(model).sum().backward();
        var moved = model.named_parameters().Where(p => p.parameter.grad is not null).Select(p => p.name).ToArray();

        moved.Length.ShouldBe(trained);
        moved.ShouldBe(model.TrainedParameters.Select(p => p.Name), ignoreOrder: true);
        if (layers == 0) return;
        moved.ShouldAllBe(n => !n.Contains("embed") && !n.Contains("wte") && !n.Contains("wpe"));
        for (var i = 0; i < layers; i++) moved.ShouldAllBe(n => !n.Contains($".{i}."));
    }

    [Fact]
    public void More_layers_than_there_are_is_an_error()
    {
        using var model = TinyModels.Gpt2();
        Should.Throw<SettingsException>(() => model.Freeze(3)).Message.ShouldContain("frozen_layers is 3, but the model has 2");
    }
}
