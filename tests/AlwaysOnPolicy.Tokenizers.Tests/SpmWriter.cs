using System.Buffers.Binary;
using AlwaysOnPolicy.Tokenizers.SentencePiece;
using Google.Protobuf;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Writes small SentencePiece models for tests.</summary>
internal static class SpmWriter
{
    public static byte[] Write(IEnumerable<SpmPiece> pieces, SpmKind kind, bool byteFallback = false, byte[]? charMap = null, bool dummyPrefix = true,
        bool removeBlanks = true)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        foreach (var piece in pieces)
            Message(output, 1, p =>
            {
                p.WriteTag(1, WireFormat.WireType.LengthDelimited);
                p.WriteString(piece.Text);
                p.WriteTag(2, WireFormat.WireType.Fixed32);
                p.WriteFloat(piece.Score);
                p.WriteTag(3, WireFormat.WireType.Varint);
                p.WriteEnum((int)piece.Kind);
            });
        Message(output, 2, t =>
        {
            t.WriteTag(3, WireFormat.WireType.Varint);
            t.WriteEnum((int)kind);
            Flag(t, 35, byteFallback);
        });
        Message(output, 3, n =>
        {
            if (charMap is not null)
            {
                n.WriteTag(2, WireFormat.WireType.LengthDelimited);
                n.WriteBytes(ByteString.CopyFrom(charMap));
            }
            Flag(n, 3, dummyPrefix);
            Flag(n, 4, removeBlanks);
        });
        output.Flush();
        return stream.ToArray();
    }

    /// <summary>A table of replacements as SentencePiece compiles it: a double array and the replacements.</summary>
    public static byte[] CharMap(params (string From, string To)[] rules)
    {
        var texts = new List<byte>();
        var keys = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (from, to) in rules)
        {
            keys.Add(System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(from)), texts.Count);
            texts.AddRange([.. System.Text.Encoding.UTF8.GetBytes(to), 0]);
        }
        var units = new uint[4096];
        var used = new bool[units.Length];
        used[0] = true;
        Place(0, "");
        var size = Array.FindLastIndex(used, u => u) + 1;
        var blob = new byte[4 + (4 * size) + texts.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(blob, (uint)(4 * size));
        for (var i = 0; i < size; i++) BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(4 + (4 * i)), units[i]);
        texts.CopyTo(blob, 4 + (4 * size));
        return blob;

        void Place(int node, string prefix)
        {
            var labels = keys.Keys.Where(k => k.Length > prefix.Length && k.StartsWith(prefix, StringComparison.Ordinal))
                .Select(k => (int)k[prefix.Length]).Distinct().ToList();
            if (keys.ContainsKey(prefix)) labels.Insert(0, 0);
            var place = Enumerable.Range(1, units.Length - 257).First(b => labels.All(l => !used[b ^ l]));
            units[node] |= (uint)(node ^ place) << 10 | (keys.ContainsKey(prefix) ? 0x100u : 0);
            foreach (var label in labels) used[place ^ label] = true;
            foreach (var label in labels)
                if (label == 0) units[place] = 0x8000_0000 | (uint)keys[prefix];
                else
                {
                    units[place ^ label] = (uint)label;
                    Place(place ^ label, prefix + (char)label);
                }
        }
    }

    private static void Flag(CodedOutputStream output, int field, bool value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteBool(value);
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var inner = new CodedOutputStream(stream, leaveOpen: true)) write(inner);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }
}
