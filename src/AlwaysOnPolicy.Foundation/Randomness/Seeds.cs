using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Randomness;

/// <summary>Derives every seed of a run from (run seed, purpose, item), so that no draw depends on order, clock or neighbours.</summary>
public static class Seeds
{
    /// <summary>A seed for <paramref name="purpose"/> ("answers", "author", …) and, where given, for one item of it.</summary>
    /// <param name="seed">The seed of the run, or one derived from it.</param>
    /// <param name="purpose">What is drawn; equal purposes give equal seeds.</param>
    /// <param name="item">The identity of the item: a question's id, a call's number.</param>
    public static ulong Derive(ulong seed, string purpose, string item = "")
    {
        var bytes = new byte[8 + Encoding.UTF8.GetByteCount(purpose) + 1 + Encoding.UTF8.GetByteCount(item)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        var used = 8 + Encoding.UTF8.GetBytes(purpose, bytes.AsSpan(8));
        Encoding.UTF8.GetBytes(item, bytes.AsSpan(used + 1));   // a zero byte between the two
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
    }

    /// <inheritdoc cref="Derive(ulong, string, string)"/>
    public static ulong Derive(ulong seed, string purpose, long item) => Derive(seed, purpose, item.ToString());
}
