using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Tests;

internal static class TorchFixture
{
    /// <summary>A test may touch torch before anything of the product does, so the loader's fallback is registered first.</summary>
    [ModuleInitializer]
    internal static void Initialize() => AlwaysOnPolicy.Models.Runtime.TorchNative.Register();
}
