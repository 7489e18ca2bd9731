using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>The norm of all gradients together, and cutting by it.</summary>
public static class GradientNorm
{
    /// <summary>Scales all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is the L2 norm over all of them together.</summary>
    /// <param name="maxNorm">Infinity measures and changes nothing.</param>
    /// <returns>The norm before clipping; not finite when a gradient is not, and then the gradients are spoilt: do not step.</returns>
    /// <remarks>The arithmetic of torch.nn.utils.clip_grad_norm_. Parameters without a gradient are left out. Norms of bfloat16 gradients are taken in wider
    /// numbers.</remarks>
    public static double Clip(IEnumerable<Parameter> parameters, double maxNorm)
    {
        var all = parameters.ToList();
        if (!all.Exists(p => p is MatrixWeight { Half: not null })) return nn.utils.clip_grad_norm_(all, maxNorm);

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. all.Select(MatrixWeight.GradientOf).OfType<Tensor>()];
        var norm = Math.Sqrt(gradients.Sum(SumOfSquares));
        var scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
            foreach (var gradient in gradients) gradient.mul_(scale);
        return norm;
    }

    private static double SumOfSquares(Tensor gradient)
    {
        if (gradient.dtype == ScalarType.BFloat16 && gradient.device_type == DeviceType.CPU && gradient.is_contiguous())
            return Bfloat16.SumOfSquares(MemoryMarshal.Cast<byte, ushort>(gradient.bytes));
        var norm = gradient.to(ScalarType.Float32).norm().ToDouble();
        return norm * norm;
    }
}
