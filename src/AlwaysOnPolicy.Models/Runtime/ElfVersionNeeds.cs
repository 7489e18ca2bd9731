using System.Buffers.Binary;
using System.Text;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>Reads and edits the section .gnu.version_r of a 64-bit little-endian ELF file: the symbol versions that it needs.</summary>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;   // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2;                       // VER_FLG_WEAK

    /// <summary>Marks the need for <paramref name="version"/> weak, in place.</summary>
    /// <returns>True when the file is such an ELF file and had the need, not yet weak.</returns>
    public static bool MarkWeak(Span<byte> file, string version)
    {
        if (file.Length < 64 || !file[..4].SequenceEqual("\u007fELF"u8) || file[4] != 2 || file[5] != 1) return false;

        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        var entrySize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3A..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3C..]);
        for (var i = 0; i < count; i++)
        {
            var header = file.Slice(sections + (i * entrySize), entrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeeds) continue;

            var needs = Offset(header);
            var stringSection = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
            var strings = file[Offset(file.Slice(sections + (stringSection * entrySize), entrySize))..];
            return MarkWeak(file[needs..], strings, Encoding.ASCII.GetBytes(version));
        }
        return false;
    }

    private static bool MarkWeak(Span<byte> need, ReadOnlySpan<byte> strings, ReadOnlySpan<byte> version)
    {
        while (true)   // one Elf64_Verneed a library, each with a list of Elf64_Vernaux
        {
            var auxiliary = need[(int)BinaryPrimitives.ReadUInt32LittleEndian(need[8..])..];
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(need[2..]); left > 0; left--)
            {
                var name = strings[(int)BinaryPrimitives.ReadUInt32LittleEndian(auxiliary[8..])..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(version))
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(auxiliary[4..]);
                    if ((flags & WeakFlag) != 0) return false;
                    BinaryPrimitives.WriteUInt16LittleEndian(auxiliary[4..], (ushort)(flags | WeakFlag));
                    return true;
                }
                auxiliary = auxiliary[(int)BinaryPrimitives.ReadUInt32LittleEndian(auxiliary[12..])..];
            }
            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(need[12..]);
            if (next == 0) return false;
            need = need[next..];
        }
    }

    private static int Offset(ReadOnlySpan<byte> sectionHeader) => (int)BinaryPrimitives.ReadUInt64LittleEndian(sectionHeader[24..]);
}
