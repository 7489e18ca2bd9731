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
    static abstract void Write(byte* at, Vector512<float> values);

    /// <summary>16 neighbours.</summary>
    static abstract Vector512<float> Load(byte* at);

    /// <summary>Half of 32 neighbours: whichever is read quickest.</summary>
    static abstract Vector512<float> LoadFirst(byte* at);

    /// <summary>The other half.</summary>
    static abstract Vector512<float> LoadSecond(byte* at);
}

internal unsafe readonly struct Float32Numbers : INumbers
{
    public static int Bytes => sizeof(float);

    public static float Read(byte* at) => *(float*)at;

    public static void Write(byte* at, float value) => *(float*)at = value;

    public static void Write(byte* at, Vector512<float> values) => values.Store((float*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Vector512.Load((float*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(byte* at) => Vector512.Load((float*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadSecond(byte* at) => Vector512.Load((float*)at + 16);
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
    public static void Write(byte* at, Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7fffu) + ((bits >>> 16) & Vector512<uint>.One)) >>> 16;
        rounded = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, Vector512.Create(0x7fc0u));
        Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).Store((ushort*)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at)
    {
        var halves = Vector256.Load((ushort*)at);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(halves) : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return (wide << 16).AsSingle();
    }

    /// <summary>The even ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(byte* at) => (Vector512.Load((uint*)at) << 16).AsSingle();

    /// <summary>The odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadSecond(byte* at) => (Vector512.Load((uint*)at) & Vector512.Create(0xffff0000u)).AsSingle();

    /// <summary>Lays 32 float32 numbers so that those which go with <see cref="LoadFirst"/> stand first.</summary>
    public static void Lay(float* from, float* to)
    {
        Vector512<ulong> left = Vector512.Load((ulong*)from), right = Vector512.Load((ulong*)(from + 16));
        Vector512.Narrow(left, right).AsSingle().Store(to);
        Vector512.Narrow(left >>> 32, right >>> 32).AsSingle().Store(to + 16);
    }
}
