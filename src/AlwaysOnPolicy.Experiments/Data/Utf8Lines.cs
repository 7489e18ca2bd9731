using System.Text.Unicode;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads text in UTF-8 line by line, however long a line is. Only "\n" ends one: texts may hold Unicode's other line separators.</summary>
internal static class Utf8Lines
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>The lines without what ends them, a byte order mark at the beginning left out. A line is valid until the next one is taken.</summary>
    /// <exception cref="DataException">A line is not UTF-8, or longer than 2 GB.</exception>
    public static IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Read(Stream content, string path)
    {
        var buffer = new byte[FirstBuffer];
        var (start, searched, end, number, atEnd) = (0, 0, 0, 0, false);
        while (!atEnd || start < end)
        {
            var length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length < 0 && !atEnd)
            {
                searched = end;
                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (searched, end, start) = (searched - start, end - start, 0);
                }
                if (end == buffer.Length)
                {
                    if (buffer.Length >= Array.MaxLength) throw new DataException($"{path}:{number + 1}: this line is longer than 2 GB, which is not read.");
                    Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, 2L * buffer.Length));
                }
                var count = content.Read(buffer, end, buffer.Length - end);
                end += count;
                atEnd = count == 0;
                continue;
            }
            var stop = length < 0 ? end : searched + length;
            if (++number == 1 && buffer.AsSpan(start, stop - start).StartsWith("\uFEFF"u8)) start += 3;
            var line = buffer.AsMemory(start, stop - start);
            if (!Utf8.IsValid(line.Span)) throw Invalid(path, number);
            yield return (number, line);
            start = searched = length < 0 ? end : stop + 1;
        }
    }

    public static DataException Invalid(string path, int line) => new(
        $"{path}:{line}: this line is not valid UTF-8. Convert the file, one that Excel saved for example with: " +
        $"iconv -f WINDOWS-1252 -t UTF-8 '{path}' > '{Path.ChangeExtension(path, null)}-utf8{Path.GetExtension(path)}'");

    /// <summary>Whether nothing but blanks is in it.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(" \t\r"u8);
}
