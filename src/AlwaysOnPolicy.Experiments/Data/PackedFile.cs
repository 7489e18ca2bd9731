using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A data file as it is or packed as gzip or zstd, which its first bytes tell.</summary>
internal static class PackedFile
{
    private static readonly (byte[] Start, string Kind)[] s_others =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"), ("BZh"u8.ToArray(), "a bzip2 file"),
        ("ARROW1"u8.ToArray(), "an Arrow file"), ([0xFF, 0xFE], "text in UTF-16"), ([0xFE, 0xFF], "text in UTF-16"),
    ];

    /// <summary>What <paramref name="read"/> makes of the file's content, as it is asked for; errors of the disk and of the packing name the file.</summary>
    /// <exception cref="DataException">It cannot be read, is damaged, or is of a kind that is not read here.</exception>
    public static IEnumerable<T> Read<T>(string path, Func<Stream, IEnumerable<T>> read)
    {
        using var content = Guard(path, () => Open(path));
        using var items = Guard(path, () => read(content).GetEnumerator());
        while (Guard(path, items.MoveNext)) yield return items.Current;
    }

    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new DataException($"'{path}' is damaged or cut short: {e.Message} Fetch it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The ending of the name, with its dot and in lower case; one that says how the file is packed is passed over.</summary>
    public static string Ending(string path)
    {
        var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? 3 : path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
        return Path.GetExtension(path[..^packed]).ToLowerInvariant();
    }

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        var start = new byte[64];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (start.AsSpan().StartsWith((byte[])[0x1F, 0x8B])) return new WholeGzip(file);
        if (start.AsSpan().StartsWith((byte[])[0x28, 0xB5, 0x2F, 0xFD])) return new DecompressionStream(file, leaveOpen: false);
        file.Position = 0;
        if (s_others.FirstOrDefault(o => start.AsSpan().StartsWith(o.Start)).Kind is { } kind)
        {
            file.Dispose();
            throw new DataException($"'{path}' is {kind}, which is not read here: unpack or convert it. Read are JSON, CSV and text in UTF-8, and Parquet, " +
                "as they are or packed as gzip or zstd.");
        }
        if (!start.AsSpan().StartsWith("version https://git-lfs"u8)) return file;
        file.Dispose();
        throw new DataException($"'{path}' is a pointer of Git LFS, not the data: fetch the file itself (git lfs pull).");
    }
}
