using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The product of a linear layer, x·W + b, by what is fastest for it: <see cref="Gemm"/>, bfloat16 where the weight has a copy in it
/// (<see cref="MatrixWeight"/>), else torch.</summary>
internal static class LinearProduct
{
    // Of fewer rows a product is bound by reading the weights, and packing them first would read them twice.
    private const long LeastRows = 32;

    /// <param name="x">[..., in].</param>
    /// <param name="weight">[in, out] if <paramref name="isInputsFirst"/>, else [out, in].</param>
    /// <param name="bias">[out].</param>
    /// <returns>[..., out], of the input's type.</returns>
    public static Tensor Of(Tensor x, Parameter weight, Parameter? bias, bool isInputsFirst)
    {
        var products = weight is MatrixWeight matrix ? matrix.InProducts : weight;
        if (products.dtype != x.dtype) return ByTorch(x.to(products.dtype), products, bias?.to(products.dtype), isInputsFirst).to(x.dtype);
        if (!IsOurs(x, weight)) return ByTorch(x, weight, bias, isInputsFirst);

        var shape = x.shape;
        shape[^1] = weight.size(isInputsFirst ? 1 : 0);
        var y = empty(shape, ScalarType.Float32);
        using (var rows = x.detach().contiguous())
            Multiply(rows, false, weight, !isInputsFirst, y, bias);
        if (!is_grad_enabled() || !(x.requires_grad || weight.requires_grad || bias is { requires_grad: true })) return y;
        var kept = (weight.requires_grad ? x.detach().contiguous() : zeros(0)).DetachFromDisposeScope();
        var (wantsInput, input) = (x.requires_grad, x.shape);
        return GradientNode.Attach(y, bias is null ? [x, weight] : [x, weight, bias], [kept], onResult =>
        {
            using var gradient = onResult.contiguous();
            using var rows = gradient.view(-1, gradient.shape[^1]);
            if (weight.requires_grad) AddGradient(weight, kept, gradient, isInputsFirst);
            var onInput = wantsInput ? empty(input, ScalarType.Float32) : null;
            if (onInput is not null) Multiply(gradient, false, weight, isInputsFirst, onInput);
            return bias is null ? [onInput, null] : [onInput, null, bias.requires_grad ? rows.sum([0L]) : null];
        });
    }

    /// <summary>Adds to a weight's gradient what x·W's result sends back.</summary>
    /// <param name="x">[..., in], contiguous float32.</param>
    /// <param name="onResult">[..., out], contiguous float32.</param>
    public static void AddGradient(Parameter weight, Tensor x, Tensor onResult, bool isInputsFirst)
    {
        using var before = weight.grad;
        var sum = before is not null && before.is_contiguous() ? before : empty(weight.shape, ScalarType.Float32);
        var (left, right) = isInputsFirst ? (x, onResult) : (onResult, x);
        Multiply(left, true, right, false, sum, add: ReferenceEquals(sum, before));
        if (ReferenceEquals(sum, before)) return;
        if (before is not null) sum.add_(before);
        weight.grad = sum;
        sum.Dispose();
    }

    /// <summary>Whether products of these are this project's own to compute.</summary>
    public static bool IsOurs(Tensor x, Tensor weight) =>
        Gemm.IsFaster && x.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU
        && x.dim() >= 2 && weight.is_contiguous() && x.numel() / x.shape[^1] is >= LeastRows and var rows
        && Math.Max(weight.numel(), rows * Math.Max(weight.size(0), weight.size(1))) <= int.MaxValue / sizeof(float);

    /// <summary>into = left · right (+ bias, + into), each of two dimensions (leading ones count as rows), contiguous float32.</summary>
    public static unsafe void Multiply(
        Tensor left, bool isLeftTransposed, Tensor right, bool isRightTransposed, Tensor into, Tensor? bias = null, bool add = false)
    {
        fixed (byte* l = left.bytes, r = right.bytes, t = into.bytes, b = bias is null ? default : bias.bytes)
        {
            var (x, w) = (Of(left, l), Of(right, r));
            Gemm.Multiply(isLeftTransposed ? x.Transposed : x, isRightTransposed ? w.Transposed : w, Of(into, t), (float*)b, add, TorchThreads.Current);
        }
    }

    private static unsafe Matrix Of(Tensor tensor, byte* at)
    {
        var columns = (int)tensor.shape[^1];
        return new((nint)at, (int)(tensor.numel() / columns), columns, columns, 1);
    }

    private static Tensor ByTorch(Tensor x, Tensor weight, Tensor? bias, bool isInputsFirst) => !isInputsFirst ? functional.linear(x, weight, bias)
        : bias is null ? x.matmul(weight) : addmm(bias, x, weight, 1, 1);
}
