using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Memory of a thread's own that grows as it is needed.</summary>
internal sealed unsafe class ScratchFloats
{
    private float* _at;
    private nint _length;

    ~ScratchFloats() => NativeMemory.AlignedFree(_at);

    /// <summary>Room for so many numbers, whatever they are now; good until the next call.</summary>
    public float* Of(nint length)
    {
        if (length <= _length) return _at;
        NativeMemory.AlignedFree(_at);
        _at = null;
        _length = 0;   // what follows may find no memory
        _at = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);
        _length = length;
        return _at;
    }
}
