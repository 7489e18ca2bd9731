using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class RopeTests
{
    [Fact]
    public void Linear_scaling_divides_the_positions()
    {
        using var scope = NewDisposeScope();
        var (plain, scaled) = (Read("""{"rope_theta": 500.0}"""), Read("""{"rope_theta": 500.0, "rope_scaling": {"type": "linear", "factor": 4.0}}"""));

        var (cos, sin) = plain.At(tensor(new[] { 0L, 1, 2, 3 }).unsqueeze(0), ScalarType.Float32);
        var (slowCos, slowSin) = scaled.At(tensor(new[] { 0L, 4, 8, 12 }).unsqueeze(0), ScalarType.Float32);

        slowCos.ShouldBeClose(cos, 1e-6, "cos");
        slowSin.ShouldBeClose(sin, 1e-6, "sin");
    }

    [Fact]
    public void Positions_written_as_rope_parameters_mean_the_same()
    {
        using var scope = NewDisposeScope();
        var places = arange(20, ScalarType.Int64).unsqueeze(0);
        var (cos, _) = Read("""{"rope_theta": 500.0, "rope_scaling": {"rope_type": "linear", "factor": 4.0}}""").At(places, ScalarType.Float32);
        var (same, _) = Read("""{"rope_parameters": {"rope_theta": 500.0, "rope_type": "linear", "factor": 4.0}}""").At(places, ScalarType.Float32);
        same.ShouldBeIdentical(cos);
    }

    [Theory, ModelCases("ForCausalLM")]
    public void Frequencies_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        Assert.SkipUnless(golden.Has("rotary.inv_freq"), "the reference lists no frequencies");
        using var scope = NewDisposeScope();
        var config = new ConfigFile(JsonFile.Read(Path.Combine(folder, "config.json")), "config.json");
        var expected = golden.Expected("rotary.inv_freq");
        var (_, sin) = Rope.Read(config, (int)expected.shape[0] * 2).At(ones(1, 1, ScalarType.Int64), ScalarType.Float32);

        sin.flatten()[TensorIndex.Slice(expected.shape[0])].ShouldBeClose(expected.sin(), 1e-6, folder);
    }

    private static Rope Read(string json) => Rope.Read(new ConfigFile(JsonNode.Parse(json)!.AsObject(), "config.json"), headSize: 8);
}
