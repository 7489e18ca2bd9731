using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The element type in which the modules made on this thread allocate their weights; float32 unless a scope is open.</summary>
/// <remarks>A 7B model must not exist in float32 first. torch's own default type will not do: it is one for all threads.</remarks>
internal static class WeightType
{
    [ThreadStatic] private static ScalarType? s_current;

    public static ScalarType Current => s_current ?? ScalarType.Float32;

    public static IDisposable Set(ScalarType type)
    {
        var scope = new Scope(s_current);
        s_current = type;
        return scope;
    }

    private sealed class Scope(ScalarType? before) : IDisposable
    {
        public void Dispose() => s_current = before;
    }
}
