using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Where a tensor's numbers lie.</summary>
internal static class TensorMemory
{
    /// <summary>Address of the first number, of views too; good while the tensor lives.</summary>
    public static nint Of(Tensor tensor) => THSTensor_data(tensor.Handle);

#pragma warning disable CA1707 // the native name
    [DllImport("LibTorchSharp")]
    private static extern nint THSTensor_data(nint handle);
#pragma warning restore CA1707
}
