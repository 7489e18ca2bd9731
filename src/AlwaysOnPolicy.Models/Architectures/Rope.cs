using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rotary position embedding (Su et al. 2021), the form that turns the two halves of a head against each other.</summary>
/// <remarks>Where the frequencies depend on a row's length (dynamic, longrope), they are those of the row's own largest position, never of its
/// neighbours.</remarks>
internal sealed class Rope
{
    private readonly float[] _frequencies;
    private readonly double _scale;
    private readonly int? _limit;
    private readonly Func<long, float[]>? _beyond;

    /// <param name="frequencies">Radians per position, one for each pair of places that turn.</param>
    /// <param name="scale">What cosines and sines are multiplied by.</param>
    /// <param name="limit">Rows of more tokens than this turn by what <paramref name="beyond"/> gives for their length.</param>
    internal Rope(float[] frequencies, double scale = 1, int? limit = null, Func<long, float[]>? beyond = null) =>
        (_frequencies, _scale, _limit, _beyond) = (frequencies, scale, limit, beyond);

    /// <exception cref="CheckpointException">A scaling that is not built here, or one that lacks a number.</exception>
    public static Rope Read(ConfigFile file, int headSize, RopeDefaults? defaults = null) => RopeReader.Read(file, headSize, defaults ?? new RopeDefaults());

    /// <summary>Tokens of the longest row for which it is meant, where that is more than max_position_embeddings.</summary>
    public int? Reach { get; init; }

    /// <summary>Whether a row's keys, kept while it had some tokens, are turned otherwise once it has more.</summary>
    public bool ChangesBetween(int before, int after) => before != after && after > _limit && !ReferenceEquals(FrequenciesAt(before), FrequenciesAt(after));

    /// <summary>Cosines, and sines whose first half is negated, for positions [B, T]: each [B, 1, T, places that turn] of <paramref name="type"/>.</summary>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * FrequenciesOf(positions);  // [B, T, hs/2]
        var (cos, sin) = (angles.cos(), angles.sin());
        if (_scale != 1) (cos, sin) = (cos * _scale, sin * _scale);
        (cos, sin) = (cos.to(type), sin.to(type));
        return (cat([cos, cos], -1).unsqueeze(1).MoveToOuterDisposeScope(), cat([-sin, sin], -1).unsqueeze(1).MoveToOuterDisposeScope());
    }

    /// <summary>Pairs of a head's places that turn.</summary>
    public int Pairs => _frequencies.Length;

    /// <summary>Whether longer rows may turn otherwise than shorter ones.</summary>
    public bool DependsOnLength(int length) => length > _limit;

    /// <summary>Cosines and sines for a token, one for each pair.</summary>
    /// <param name="length">Tokens of its row.</param>
    public void Fill(int position, int length, Span<float> cos, Span<float> sin)
    {
        var frequencies = FrequenciesAt(length);
        for (var i = 0; i < frequencies.Length; i++)
        {
            var (s, c) = MathF.SinCos(position * frequencies[i]);
            (cos[i], sin[i]) = (c * (float)_scale, s * (float)_scale);
        }
    }

    /// <param name="x">[B, heads, T, headSize].</param>
    /// <param name="cos">Narrower than a head where only its first places turn.</param>
    /// <param name="sin">With its first half negated: rolling by half a head then takes the place of split, negate and join.</param>
    public static Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var turned = cos.size(-1);
        if (turned == x.size(-1)) return (x * cos).addcmul(x.roll(turned / 2, -1), sin, 1);
        var parts = x.split([turned, x.size(-1) - turned], -1);
        return cat([Turn(parts[0], cos, sin), parts[1]], -1);
    }

    /// <returns>[hs/2], or [B, 1, hs/2] where rows differ.</returns>
    private Tensor FrequenciesOf(Tensor positions)
    {
        if (_limit is not { } limit) return tensor(_frequencies);
        var lengths = (positions.amax(1) + 1).to(ScalarType.Int64).data<long>().ToArray();
        return lengths.All(l => l <= limit) ? tensor(_frequencies) : stack([.. lengths.Select(l => tensor(FrequenciesAt(l)))]).unsqueeze(1);
    }

    private float[] FrequenciesAt(long length) => length > _limit ? _beyond!(length) : _frequencies;
}
