using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>How rotary positions are stretched for rows longer than those of the first training, as transformers' modeling_rope_utils computes it.</summary>
internal static class RopeScaling
{
    /// <param name="File">The whole config.json.</param>
    /// <param name="Options">The object with the scaling.</param>
    /// <param name="Size">Places of a head that turn.</param>
    /// <param name="UsualOriginal">The family's own original_max_position_embeddings.</param>
    internal sealed record Shape(ConfigFile File, ConfigFile Options, int Size, double Theta, int? UsualOriginal)
    {
        public double Factor => Options.Positive("factor");
        public int MaxPositions => File.Size("max_position_embeddings");

        /// <summary>Positions of the first training: config.json's own number before that of the scaling.</summary>
        public int OriginalPositions => File.Size(Key, UsualOriginal ?? (Options.Json[Key] is null ? MaxPositions : Options.Size(Key)));

        private const string Key = "original_max_position_embeddings";
    }

    /// <exception cref="CheckpointException">The kind is none that is built here, or a number is missing or out of range.</exception>
    public static Rope Build(string kind, Shape s) => kind switch
    {
        "default" => new Rope(Floats(Plain(s.Size, s.Theta))),
        "linear" => new Rope(Floats(Plain(s.Size, s.Theta).Select(f => f / s.Factor))),
        "llama3" => new Rope(Floats(Llama3(s))),
        "dynamic" => Dynamic(s),
        "yarn" => Yarn(s),
        "longrope" => LongRope(s),
        _ => throw s.Options.Wrong(s.Options.Json["rope_type"] is null ? "type" : "rope_type", $"is '{kind}', which is not supported; supported: default, " +
            "linear, dynamic, yarn, longrope, llama3"),
    };

    /// <summary>Radians per position, size / 2 of them.</summary>
    private static IEnumerable<double> Plain(int size, double theta) => Enumerable.Range(0, size / 2).Select(i => Math.Pow(theta, -2.0 * i / size));

    /// <summary>Llama 3.1: long waves are stretched, short ones kept, those between blended.</summary>
    private static double[] Llama3(Shape s)
    {
        var (factor, low, high) = (s.Factor, s.Options.Positive("low_freq_factor"), s.Options.Positive("high_freq_factor"));
        if (high <= low) throw s.Options.Wrong("high_freq_factor", $"is {high}; it must be above low_freq_factor {low}");
        var positions = s.OriginalPositions;
        return [.. Plain(s.Size, s.Theta).Select(frequency =>
        {
            var kept = Math.Clamp(((positions * frequency / (2 * Math.PI)) - low) / (high - low), 0, 1);
            return ((1 - kept) * frequency / factor) + (kept * frequency);
        })];
    }

    /// <summary>NTK-aware: rows longer than max_position_embeddings turn by a larger theta, which grows with the row.</summary>
    private static Rope Dynamic(Shape s)
    {
        var (factor, positions) = (s.Factor, s.MaxPositions);
        if (s.Size < 4) throw s.Options.Wrong("rope_type", $"is 'dynamic', which needs more than the {s.Size} places of a head that turn");
        return new Rope(Floats(Plain(s.Size, s.Theta)), limit: positions, beyond: length =>
            Floats(Plain(s.Size, s.Theta * Math.Pow((factor * length / positions) - (factor - 1), s.Size / (s.Size - 2.0)))))
        {
            Reach = (int)Math.Min(positions * Math.Max(factor, 1), 1 << 24),
        };
    }

    /// <summary>Peng et al. 2023: fast waves are kept, slow ones stretched, those between blended.</summary>
    private static Rope Yarn(Shape s)
    {
        var (options, original) = (s.Options, s.OriginalPositions);
        var factor = options.Json["factor"] is null ? (double)s.MaxPositions / original : s.Factor;
        double Bound(double turns) => s.Size * Math.Log(original / (turns * 2 * Math.PI)) / (2 * Math.Log(s.Theta));
        var (low, high) = (Bound(options.Positive("beta_fast", 32)), Bound(options.Positive("beta_slow", 1)));
        if (options.Get("truncate", true)) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, s.Size - 1));
        if (low == high) high += 0.001;
        var frequencies = Plain(s.Size, s.Theta).Select((f, i) =>
        {
            var stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            return (stretched * f / factor) + ((1 - stretched) * f);
        });
        return new Rope(Floats(frequencies), YarnScale(options, factor));
    }

    private static double YarnScale(ConfigFile options, double factor)
    {
        double Of(double scale) => factor <= 1 ? 1 : (0.1 * scale * Math.Log(factor)) + 1;
        if (options.Json["attention_factor"] is not null) return options.Positive("attention_factor", 1);
        var (scale, all) = (options.Get("mscale", 0.0), options.Get("mscale_all_dim", 0.0));
        return scale != 0 && all != 0 ? Of(scale) / Of(all) : Of(1);
    }

    /// <summary>Ding et al. 2024: each wave has a divisor of its own, for rows within the first training's length and for longer ones.</summary>
    private static Rope LongRope(Shape s)
    {
        var (options, original) = (s.Options, s.OriginalPositions);
        var factor = options.Json["factor"] is null ? (double)s.MaxPositions / original : s.Factor;
        var scale = factor <= 1 || original == 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(original)));
        var longer = Divided("long_factor");
        return new Rope(Divided("short_factor"), options.Positive("attention_factor", scale), original, _ => longer);

        float[] Divided(string key)
        {
            double[] divisors = options.Json[key] is JsonArray list && list.All(n => n is JsonValue v && v.TryGetValue<double>(out var d) && d > 0)
                ? [.. list.Select(n => n!.GetValue<double>())] : [];
            if (divisors.Length != s.Size / 2) throw options.Wrong(key, $"is {options.Json[key]?.ToJsonString() ?? "missing"}; {s.Size / 2} numbers above 0 " +
                "are expected");
            return Floats(Plain(s.Size, s.Theta).Zip(divisors, (f, d) => f / d));
        }
    }

    private static float[] Floats(IEnumerable<double> values) => [.. values.Select(v => (float)v)];
}
