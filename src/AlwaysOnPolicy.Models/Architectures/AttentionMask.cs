using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Masks as numbers added to the attention scores.</summary>
internal static class AttentionMask
{
    /// <summary>
    /// Finite on purpose: a row that is all padding then attends evenly, while minus infinity would make it, and every gradient
    /// that touches it, not a number.
    /// </summary>
    private const float Forbidden = -1e30f;

    /// <summary>0 where a query may look, about −1e30 where it may not: on padding and on later places.</summary>
    /// <param name="mask">1 on real tokens, else 0, [B, T].</param>
    /// <param name="window">How many places a query sees, its own included; null is all before it.</param>
    /// <returns>[B, 1, T, T].</returns>
    public static Tensor Causal(Tensor mask, int? window = null)
    {
        using var scope = NewDisposeScope();
        var length = mask.size(1);
        var forbidden = full([length, length], Forbidden, dtype: ScalarType.Float32, device: mask.device);
        var allowed = Padding(mask) + forbidden.triu(1);         // [B, 1, T, T]
        if (window is { } size && size < length) allowed = allowed + forbidden.tril(-size);
        return allowed.MoveToOuterDisposeScope();
    }

    /// <summary>0 where a query may look in both directions, about −1e30 on places that are farther away.</summary>
    /// <param name="reach">How many places a query sees on either side.</param>
    /// <returns>[T, T].</returns>
    public static Tensor Around(long length, int reach)
    {
        using var scope = NewDisposeScope();
        var forbidden = full([length, length], Forbidden, dtype: ScalarType.Float32);
        return (forbidden.triu(reach + 1) + forbidden.tril(-reach - 1)).MoveToOuterDisposeScope();
    }

    /// <summary>0 on real tokens, about −1e30 on padding.</summary>
    /// <param name="mask">1 on real tokens, else 0, [B, S].</param>
    /// <returns>[B, 1, 1, S].</returns>
    public static Tensor Padding(Tensor mask)
    {
        using var scope = NewDisposeScope();
        var allowed = (mask.to(ScalarType.Float32) - 1).mul_(-Forbidden);   // 1 → 0, 0 → Forbidden
        return allowed.view(mask.size(0), 1, 1, mask.size(1)).MoveToOuterDisposeScope();
    }
}
