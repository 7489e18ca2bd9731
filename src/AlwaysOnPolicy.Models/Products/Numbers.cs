using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>How numbers lie in memory that are computed with as float32.</summary>
internal unsafe interface INumbers
{
    static abstract int Bytes { get; }

    static abstract float Read(byte* at);

    static abstract void Write(byte* at, float value);

    /// <summary>16 neighbours.</summary>
    static abstract Vector512<float> Load(byte* at);
}

internal unsafe readonly struct Float32Numbers : INumbers
{
    public static int Bytes => sizeof(float);

    public static float Read(byte* at) => *(float*)at;

    public static void Write(byte* at, float value) => *(float*)at = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Vector512.Load((float*)at);
}

/// <summary>The upper half of a float32.</summary>
internal unsafe readonly struct Bfloat16Numbers : INumbers
{
    public static int Bytes => sizeof(ushort);

    public static float Read(byte* at) => BitConverter.UInt32BitsToSingle((uint)*(ushort*)at << 16);

    /// <summary>Rounds to the nearest, halves to the even one, as torch does.</summary>
    public static void Write(byte* at, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        *(ushort*)at = (ushort)(float.IsNaN(value) ? 0x7fc0 : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at)
    {
        var halves = Vector256.Load((ushort*)at);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(halves) : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return (wide << 16).AsSingle();
    }
}
