using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A linear layer's product in bfloat16 between float32 on either side, so that all else of a network computes in float32.</summary>
internal static class HalfProduct
{
    /// <summary>Whether the weight has a bfloat16 copy, or is bfloat16 itself while the layer's input is not.</summary>
    public static bool IsNeeded(MatrixWeight weight, Tensor x) => weight.InProducts.dtype != x.dtype;

    /// <param name="x">[..., in] float32.</param>
    /// <returns>[..., out] float32.</returns>
    public static Tensor Of(Tensor x, MatrixWeight weight, Parameter? bias, bool isInputsFirst)
    {
        var (half, type) = (x.to(weight.InProducts.dtype), weight.InProducts.dtype);
        var y = isInputsFirst ? addmm(bias!.to(type), half, weight.InProducts, 1, 1) : functional.linear(half, weight.InProducts, bias?.to(type));
        return y.to(x.dtype);
    }
}
