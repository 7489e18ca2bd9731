using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rotary position embedding (Su et al. 2021), the form that turns the two halves of a head against each other.</summary>
internal sealed class Rope
{
    private readonly float[] _frequencies;

    /// <param name="frequencies">Radians per position, headSize / 2 of them.</param>
    private Rope(float[] frequencies) => _frequencies = frequencies;

    /// <exception cref="CheckpointException">A scaling that is not built here.</exception>
    public static Rope Read(ConfigFile file, int headSize)
    {
        var scaling = file.Object("rope_parameters") ?? file.Object("rope_scaling");
        var theta = scaling?["rope_theta"]?.GetValue<double>() ?? file.Get("rope_theta", 10000.0);
        var kind = (scaling?["rope_type"] ?? scaling?["type"])?.GetValue<string>() ?? "default";
        double[] plain = [.. Enumerable.Range(0, headSize / 2).Select(i => Math.Pow(theta, -2.0 * i / headSize))];
        return new Rope([.. (kind switch
        {
            "default" => plain,
            "linear" => plain.Select(f => f / Number("factor")),
            "llama3" => plain.Select(Llama3),
            _ => throw file.Wrong("rope_scaling", $"asks for '{kind}'; supported: default, linear, llama3"),
        }).Select(f => (float)f)]);

        double Number(string key) => scaling![key]?.GetValue<double>() ?? throw file.Wrong($"rope_scaling.{key}", "is missing");

        // Llama 3.1: long waves are stretched, short ones kept, those between blended.
        double Llama3(double frequency)
        {
            var (factor, low, high) = (Number("factor"), Number("low_freq_factor"), Number("high_freq_factor"));
            var turns = Number("original_max_position_embeddings") * frequency / (2 * Math.PI);
            if (turns < low) return frequency / factor;
            if (turns > high) return frequency;
            var smooth = (turns - low) / (high - low);
            return ((1 - smooth) * frequency / factor) + (smooth * frequency);
        }
    }

    /// <summary>Cosines and sines for positions [B, T]: each [B, 1, T, headSize].</summary>
    public (Tensor Cos, Tensor Sin) At(Tensor positions)
    {
        using var scope = NewDisposeScope();
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * tensor(_frequencies);      // [B, T, hs/2]
        var both = cat([angles, angles], -1).unsqueeze(1);
        return (both.cos().MoveToOuterDisposeScope(), both.sin().MoveToOuterDisposeScope());
    }

    /// <param name="x">[B, heads, T, headSize].</param>
    public static Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return (x * cos) + (turned * sin);
    }
}
