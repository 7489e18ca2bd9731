using System.Buffers.Binary;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>SentencePiece's precompiled table of replacements: a double-array trie (Darts-clone) over UTF-8, and the replacements, each closed by a zero
/// byte.</summary>
internal sealed class CharMap
{
    private readonly uint[] _units;
    private readonly ReadOnlyMemory<byte> _replacements;
    private readonly string _where;

    private CharMap(uint[] units, ReadOnlyMemory<byte> replacements, string where) => (_units, _replacements, _where) = (units, replacements, where);

    /// <param name="where">File and place, for complaints.</param>
    /// <exception cref="CheckpointException">The sizes do not fit.</exception>
    public static CharMap Read(byte[] blob, string where)
    {
        if (blob.Length < 8) throw Damaged(where, $"has {blob.Length} bytes, too few for a table");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (size % 4 != 0 || size < 4 || size > blob.Length - 4) throw Damaged(where, $"claims a trie of {size} bytes within {blob.Length}");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(4 + (4 * i)));
        return new CharMap(units, blob.AsMemory(4 + (int)size), where);
    }

    /// <summary>The entry for the shortest beginning of a text that has one.</summary>
    public (int Length, ReadOnlyMemory<byte> Replacement)? Shortest(ReadOnlySpan<byte> text) => Find(text, longest: false);

    /// <summary>The entry for the longest beginning of a text that has one.</summary>
    public (int Length, ReadOnlyMemory<byte> Replacement)? Longest(ReadOnlySpan<byte> text) => Find(text, longest: true);

    private (int, ReadOnlyMemory<byte>)? Find(ReadOnlySpan<byte> text, bool longest)
    {
        var (length, value) = (0, 0u);
        var node = Offset(_units[0]);
        for (var i = 0; i < text.Length && text[i] != 0; i++)
        {
            node ^= text[i];
            if (node >= _units.Length) break;   // no unit there: no entry goes on so
            var unit = _units[node];
            if ((unit & 0x8000_00FF) != text[i]) break;
            node ^= Offset(unit);
            if ((unit & 0x100) == 0) continue;
            if (node >= _units.Length) throw Damaged(_where, "points outside its trie");
            (length, value) = (i + 1, _units[node] & 0x7FFF_FFFF);
            if (!longest) break;
        }
        return length == 0 ? null : (length, ReplacementAt(value));
    }

    private ReadOnlyMemory<byte> ReplacementAt(uint start)
    {
        if (start > _replacements.Length) throw Damaged(_where, "points outside its replacements");
        var rest = _replacements[(int)start..];
        var end = rest.Span.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1 << 9)) >> 6);

    private static CheckpointException Damaged(string where, string what) => new($"{where} {what}. The file is damaged: fetch it again.");
}
