using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rotary position embedding (Su et al. 2021), the form that turns the two halves of a head against each other.</summary>
internal sealed class Rope
{
    private readonly float[] _frequencies;

    private Rope(IEnumerable<double> frequencies) => _frequencies = [.. frequencies.Select(f => (float)f)];

    /// <exception cref="CheckpointException">A scaling that is not built here, or one that lacks a number.</exception>
    public static Rope Read(ConfigFile file, int headSize)
    {
        var scaling = file.Object("rope_parameters") ?? file.Object("rope_scaling");
        var theta = scaling?.Json["rope_theta"] is null ? file.Positive("rope_theta", 10000) : scaling.Positive("rope_theta", 0);
        var kind = scaling?.Get("rope_type", scaling.Get("type", "default")) ?? "default";
        return new Rope(kind switch
        {
            "default" => Plain(headSize, theta),
            "linear" => Plain(headSize, theta).Select(f => f / scaling!.Positive("factor", 0)),
            "llama3" => Plain(headSize, theta).Select(Llama3),
            _ => throw file.Wrong("rope_scaling", $"asks for '{kind}'; supported: default, linear, llama3"),
        });

        // Llama 3.1: long waves are stretched, short ones kept, those between blended.
        double Llama3(double frequency)
        {
            var (factor, low, high) = (scaling!.Positive("factor", 0), scaling.Positive("low_freq_factor", 0), scaling.Positive("high_freq_factor", 0));
            if (high <= low) throw scaling.Wrong("high_freq_factor", $"is {high}; it must be above low_freq_factor {low}");
            var turns = scaling.Positive("original_max_position_embeddings", 0) * frequency / (2 * Math.PI);
            var kept = Math.Clamp((turns - low) / (high - low), 0, 1);
            return ((1 - kept) * frequency / factor) + (kept * frequency);
        }
    }

    /// <summary>Radians per position, headSize / 2 of them.</summary>
    private static IEnumerable<double> Plain(int headSize, double theta) => Enumerable.Range(0, headSize / 2).Select(i => Math.Pow(theta, -2.0 * i / headSize));

    /// <summary>Cosines, and sines whose first half is negated, for positions [B, T]: each [B, 1, T, headSize] of <paramref name="type"/>.</summary>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * tensor(_frequencies);      // [B, T, hs/2]
        var (cos, sin) = (angles.cos().to(type), angles.sin().to(type));
        return (cat([cos, cos], -1).unsqueeze(1).MoveToOuterDisposeScope(), cat([-sin, sin], -1).unsqueeze(1).MoveToOuterDisposeScope());
    }

    /// <param name="x">[B, heads, T, headSize].</param>
    /// <param name="sin">With its first half negated: rolling by half a head then takes the place of split, negate and join.</param>
    public static Tensor Turn(Tensor x, Tensor cos, Tensor sin) => (x * cos).addcmul(x.roll(x.size(-1) / 2, -1), sin, 1);
}
