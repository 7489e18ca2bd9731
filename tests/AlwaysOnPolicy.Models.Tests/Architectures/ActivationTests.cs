using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class ActivationTests
{
    /// <summary>At 1 and −2, by each function's own formula.</summary>
    [Theory]
    [InlineData("gelu", 0.8413447, -0.0455003)]
    [InlineData("gelu_python", 0.8413447, -0.0455003)]
    [InlineData("gelu_new", 0.8411920, -0.0454023)]
    [InlineData("gelu_pytorch_tanh", 0.8411920, -0.0454023)]
    [InlineData("gelu_python_tanh", 0.8411920, -0.0454023)]
    [InlineData("gelu_accurate", 0.8411920, -0.0454023)]
    [InlineData("gelu_fast", 0.8411920, -0.0454023)]
    [InlineData("gelu_10", 0.8413447, -0.0455003)]
    [InlineData("quick_gelu", 0.8457958, -0.0643408)]
    [InlineData("relu", 1, 0)]
    [InlineData("relu2", 1, 0)]
    [InlineData("relu6", 1, 0)]
    [InlineData("leaky_relu", 1, -0.02)]
    [InlineData("silu", 0.7310586, -0.2384058)]
    [InlineData("swish", 0.7310586, -0.2384058)]
    [InlineData("mish", 0.8650984, -0.2525015)]
    [InlineData("sigmoid", 0.7310586, 0.1192029)]
    [InlineData("tanh", 0.7615942, -0.9640276)]
    [InlineData("linear", 1, -2)]
    public void Every_name_means_what_it_means_in_transformers(string name, double atOne, double atMinusTwo)
    {
        using var scope = NewDisposeScope();
        Activations.Names.ShouldContain(name);
        Activations.Apply(name, tensor(new[] { 1f, -2f })).ShouldBeClose(tensor(new[] { (float)atOne, (float)atMinusTwo }), 1e-5, name);
    }

    [Fact]
    public void What_is_large_is_cut_where_the_name_says_so()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 12f });
        (Activations.Apply("gelu_10", x).item<float>(), Activations.Apply("relu6", x).item<float>(), Activations.Apply("relu2", x).item<float>())
            .ShouldBe((10, 6, 144));
    }
}
