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
        var longest = golden.Mask("right").sum(1).max().item<long>();
        var (_, sin) = Rope.Read(config, (int)expected.shape[0] * 2).At(tensor(new[] { 1L, longest - 1 }).unsqueeze(0), ScalarType.Float32);

        var scale = golden.Json.TryGetProperty("rotary_attention_scaling", out var given) ? given.GetDouble() : 1;
        sin[0, 0, 0, TensorIndex.Slice(expected.shape[0])].ShouldBeClose(expected.sin() * scale, 1e-6, folder);
    }

    [Theory]
    [InlineData("""{"rope_theta": 7.0, "rope_scaling": {"type": "linear", "factor": 2.0}}""", 7.0, 2.0)]
    [InlineData("""{"rope_theta": 7.0, "rope_parameters": {"rope_type": "default", "rope_theta": 9.0}}""", 9.0, 1.0)]
    [InlineData("""{"rope_theta": 7.0, "rope_parameters": {"rope_type": "linear", "factor": 2.0}}""", 7.0, 2.0)]
    [InlineData("""{"rope_theta": 7.0, "rope_scaling": {"type": "linear", "factor": 2.0}, "rope_parameters": {"rope_theta": 9.0, "rope_type": "linear", "factor": 3.0}}""", 7.0, 2.0)]
    [InlineData("""{"rope_scaling": null, "rope_parameters": {"rope_theta": 9.0}}""", 9.0, 1.0)]
    [InlineData("{}", 10000.0, 1.0)]
    public void The_older_spelling_wins_and_a_theta_inside_wins_over_one_outside(string json, double theta, double divisor) =>
        Sines(Read(json), 1, 2).ShouldBeClose(tensor(new[] { Math.Sin(1 / divisor), Math.Sin(Math.Pow(theta, -0.25) / divisor),
            Math.Sin(Math.Pow(theta, -0.5) / divisor), Math.Sin(Math.Pow(theta, -0.75) / divisor) }).to(ScalarType.Float32), 1e-6, json);

    [Fact]
    public void Each_kind_of_layer_has_its_own_theta_in_either_spelling()
    {
        using var scope = NewDisposeScope();
        foreach (var json in new[]
        {
            """{"rope_theta": 500.0, "rope_local_base_freq": 20.0, "rope_scaling": {"rope_type": "linear", "factor": 4.0}}""",
            """{"rope_parameters": {"full_attention": {"rope_theta": 500.0, "rope_type": "linear", "factor": 4.0}, "sliding_attention": {"rope_theta": 20.0, "rope_type": "default"}}}""",
            """{"rope_scaling": {"rope_type": "linear", "factor": 4.0}, "rope_parameters": {"full_attention": {"rope_theta": 500.0}, "sliding_attention": {"rope_theta": 20.0}}}""",
        })
        {
            Sines(Read(json, new RopeDefaults { Theta = 1e6, LayerType = LayerTypes.Full }), 8, 9).ShouldBeClose(Sines(Read("""{"rope_theta": 500.0}"""), 2, 9), 1e-6, json);
            var local = new RopeDefaults { ThetaKey = "rope_local_base_freq", LayerType = LayerTypes.Sliding, IsScaled = false };
            Sines(Read(json, local), 3, 9).ShouldBeClose(Sines(Read("""{"rope_theta": 20.0}"""), 3, 9), 1e-6, json);
        }
    }

    [Fact]
    public void A_long_row_turns_by_its_own_length_whatever_stands_beside_it()
    {
        using var scope = NewDisposeScope();
        var rope = Read("""{"max_position_embeddings": 4, "rope_theta": 100.0, "rope_scaling": {"rope_type": "dynamic", "factor": 3.0}}""");
        var rows = tensor(new long[] { 0, 1, 2, 3, 0, 0, 0, 1, 2, 3, 4, 5 }, 2, 6);               // four places and two of padding; six places

        var (cos, _) = rope.At(rows, ScalarType.Float32);

        cos[0].ShouldBeClose(Read("""{"rope_theta": 100.0}""").At(rows.narrow(0, 0, 1), ScalarType.Float32).Cos[0], 1e-6, "short");
        var theta = 100 * Math.Pow((3.0 * 6 / 4) - 2, 8 / 6.0);
        cos[1].ShouldBeClose(Read($$"""{"rope_theta": {{theta:R}}}""").At(rows.narrow(0, 1, 1), ScalarType.Float32).Cos[0], 1e-6, "long");
    }

    [Theory]
    [InlineData("""{"rope_scaling": {"type": "su", "factor": 2.0}}""", "rope_scaling.type is 'su'")]
    [InlineData("""{"rope_parameters": {"rope_type": "proportional"}}""", "rope_parameters.rope_type is 'proportional'")]
    [InlineData("""{"rope_parameters": {"rope_type": "linear"}}""", "rope_parameters.factor is missing")]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "partial_rotary_factor": 0.5}}""", "rope_parameters.partial_rotary_factor is '0.5'")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_type": "default"}}}""", "rope_parameters has an entry 'full_attention'")]
    [InlineData("""{"max_position_embeddings": 8, "rope_scaling": {"type": "longrope", "short_factor": [1.0], "long_factor": [1.0, 1.0, 1.0, 1.0]}}""", "rope_scaling.short_factor")]
    public void What_is_not_built_is_refused_by_its_own_key(string json, string message) =>
        Should.Throw<CheckpointException>(() => Read(json)).Message.ShouldContain(message);

    /// <summary>What the place of a row of some length turns by.</summary>
    private static Tensor Sines(Rope rope, long place, long length)
    {
        var sin = rope.At(tensor(new[] { place, length - 1 }).unsqueeze(0), ScalarType.Float32).Sin;
        return sin[0, 0, 0, TensorIndex.Slice(sin.size(-1) / 2)];
    }

    private static Rope Read(string json, RopeDefaults? defaults = null) =>
        Rope.Read(new ConfigFile(JsonNode.Parse(json)!.AsObject(), "config.json"), headSize: 8, defaults);
}
