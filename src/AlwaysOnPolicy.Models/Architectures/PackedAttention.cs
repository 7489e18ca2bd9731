using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Causal attention over the tokens of a batch alone (<see cref="CausalAttention"/>), in torch's graph.</summary>
internal static class PackedAttention
{
    /// <summary>Whether it can stand for masked attention: each row's tokens are neighbours, and the processor is one for which <see cref="Gemm"/>
    /// is the faster product.</summary>
    public static bool Fits(TokenPlaces places, Tensor x) =>
        places.Runs is not null && Gemm.IsFaster && x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU
        && x.numel() <= int.MaxValue / sizeof(float);

    /// <param name="joined">Queries, keys and values of all heads side by side, [N, 3·C].</param>
    /// <param name="scale">Multiplies the scores.</param>
    /// <returns>[N, C].</returns>
    public static Tensor Of(Tensor joined, TokenPlaces places, int heads, double scale)
    {
        var width = (int)joined.size(1) / 3;
        return Of([joined], places, heads, width / heads, scale, tensors =>
        {
            var all = Packed(tensors[0], places, heads, width / heads, 3 * width);
            return (all, all with { Start = all.Start + (width * sizeof(float)) }, all with { Start = all.Start + (2 * width * sizeof(float)) });
        });
    }

    /// <param name="queries">[B, nh, T, hs].</param>
    /// <param name="keys">[B, kvHeads, T, hs]; each head serves a group of queries.</param>
    /// <param name="values">As the keys.</param>
    /// <param name="scale">Multiplies the scores.</param>
    /// <returns>[N, nh·hs].</returns>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values, TokenPlaces places, double scale) =>
        Of([queries, keys, values], places, (int)queries.size(1), (int)queries.size(3), scale,
            tensors => (Spread(tensors[0], places), Spread(tensors[1], places), Spread(tensors[2], places)));

    private static Tensor Of(
        Tensor[] inputs, TokenPlaces places, int heads, int size, double scale, Func<Tensor[], (Heads Queries, Heads Keys, Heads Values)> layout)
    {
        var attention = new CausalAttention([.. places.Runs!.Select(r => r.Length)], (float)scale, TorchThreads.Current);
        var result = zeros([places.Count, heads * size]);
        var plain = inputs.Select(t => t.detach().DetachFromDisposeScope()).ToArray();
        var (q, k, v) = layout(plain);
        var logSums = attention.Forward(q, k, v, Packed(result, places, heads, size, heads * size));
        GC.KeepAlive(plain);
        if (!is_grad_enabled() || !inputs.Any(t => t.requires_grad))
        {
            foreach (var tensor in plain) tensor.Dispose();
            return result;
        }
        var made = result.detach().DetachFromDisposeScope();
        return GradientNode.Attach(result, inputs, [.. plain, made], onResult =>
        {
            using var gradient = onResult.contiguous();
            var onInputs = plain.Select(ZerosLike).ToArray();
            var (onQ, onK, onV) = layout(onInputs);
            var (qs, ks, vs) = layout(plain);
            attention.Backward(qs, ks, vs, Packed(made, places, heads, size, heads * size), logSums,
                Packed(gradient, places, heads, size, heads * size), onQ, onK, onV);
            GC.KeepAlive(made);
            return onInputs;
        });
    }

    /// <summary>Zeros whose numbers lie as those of <see cref="Spread"/> can: a head's vector in one piece.</summary>
    private static Tensor ZerosLike(Tensor tensor) => tensor.dim() == 2 ? zeros(tensor.shape)
        : zeros(tensor.size(0), tensor.size(2), tensor.size(1), tensor.size(3)).transpose(1, 2);

    private static Heads Packed(Tensor tensor, TokenPlaces places, int count, int size, int width) =>
        new(TensorMemory.Of(tensor), [.. places.Runs!.Select(r => (nint)r.Start * width)], size, width, count, size);

    private static Heads Spread(Tensor tensor, TokenPlaces places)
    {
        var steps = tensor.stride();
        if (steps[3] != 1) throw new ArgumentException("The numbers of a head's vector are not neighbours.", nameof(tensor));
        nint[] rows = [.. places.Runs!.Select((r, row) => (nint)((row * steps[0]) + (r.First * steps[2])))];
        return new(TensorMemory.Of(tensor), rows, (nint)steps[1], (nint)steps[2], (int)tensor.size(1), (int)tensor.size(3));
    }
}
