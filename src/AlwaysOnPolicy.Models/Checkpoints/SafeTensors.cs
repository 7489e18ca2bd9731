using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Reads and writes safetensors files: an 8-byte header length, a JSON header, then the tensors' bytes, little-endian.</summary>
/// <remarks>The header is not trusted: every claim in it is held against the file's real size before anything is allocated.</remarks>
public static class SafeTensors
{
    private const int MaxHeaderBytes = 100_000_000;   // the limit of the reference implementation

    private static readonly Dictionary<string, (ScalarType Type, int Size)> s_types = new()
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    /// <summary>Reads every tensor in the type in which it is stored; the caller owns them.</summary>
    /// <exception cref="CheckpointException">The file is missing, cut, or contradicts itself.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = Open(path);
        var (entries, dataStart) = ReadHeader(file, path);
        var tensors = new Dictionary<string, Tensor>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            file.Position = dataStart + entry.Begin;
            var value = empty(entry.Shape, s_types[entry.Type].Type);
            if (entry.End > entry.Begin) file.ReadExactly(value.bytes);
            tensors.Add(entry.Name, value);
        }
        return tensors;
    }

    /// <summary>Names and shapes without the data.</summary>
    /// <exception cref="CheckpointException">The file is missing, cut, or contradicts itself.</exception>
    public static IReadOnlyList<(string Name, long[] Shape)> ReadShapes(string path)
    {
        using var file = Open(path);
        return [.. ReadHeader(file, path).Entries.Select(e => (e.Name, e.Shape))];
    }

    /// <summary>Writes the tensors to a temporary name, flushes, and renames it.</summary>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null) header["__metadata__"] = metadata;
        long offset = 0;
        foreach (var (name, value) in sorted)
        {
            var type = s_types.First(t => t.Value.Type == value.dtype);
            var bytes = value.NumberOfElements * type.Value.Size;
            header[name] = new { dtype = type.Key, shape = value.shape, data_offsets = new[] { offset, offset + bytes } };
            offset += bytes;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - (json.Length % 8)) % 8;   // the data begins at a multiple of 8
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(json.Length + padding));
                file.Write(length);
                file.Write(json);
                file.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
                foreach (var (_, value) in sorted)
                {
                    using var scope = NewDisposeScope();
                    file.Write(value.detach().cpu().contiguous().bytes);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private sealed record Entry(string Name, string Type, long[] Shape, long Begin, long End);

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"'{path}' cannot be opened: {e.Message}", e);
        }
    }

    private static (List<Entry> Entries, long DataStart) ReadHeader(FileStream file, string path)
    {
        CheckpointException Damaged(string what) =>
            new($"'{path}' is not a whole safetensors file: {what} Fetch or copy it again.");

        Span<byte> lengthBytes = stackalloc byte[8];
        if (file.Length < 8) throw Damaged($"it has {file.Length} bytes, and the header's length alone takes 8.");
        file.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)(file.Length - 8)) throw Damaged($"the header claims {length} bytes, and {file.Length - 8} follow.");
        if (length > MaxHeaderBytes) throw Damaged($"the header claims {length} bytes; {MaxHeaderBytes} is the most allowed.");

        var json = new byte[length];
        file.ReadExactly(json);
        var entries = new List<Entry>();
        try
        {
            using var document = JsonDocument.Parse(json);
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name)) throw Damaged($"the name '{property.Name}' stands twice in the header.");
                if (property.Name == "__metadata__") continue;
                var type = property.Value.GetProperty("dtype").GetString()!;
                long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
                var offsets = property.Value.GetProperty("data_offsets");
                if (offsets.GetArrayLength() != 2) throw Damaged($"tensor '{property.Name}' needs two data_offsets.");
                entries.Add(new Entry(property.Name, type, shape, offsets[0].GetInt64(), offsets[1].GetInt64()));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or DecoderFallbackException)
        {
            throw new CheckpointException($"'{path}' is not a whole safetensors file: its header cannot be read ({e.Message}). Fetch or copy it again.", e);
        }

        CheckSizes(entries, file.Length - 8 - (long)length, Damaged);
        return (entries, 8 + (long)length);
    }

    private static void CheckSizes(List<Entry> entries, long dataBytes, Func<string, CheckpointException> damaged)
    {
        foreach (var e in entries)
        {
            if (!s_types.TryGetValue(e.Type, out var type)) throw damaged($"tensor '{e.Name}' has the unknown type '{e.Type}'.");
            if (e.Begin < 0 || e.End < e.Begin || e.End > dataBytes)
                throw damaged($"tensor '{e.Name}' claims the bytes {e.Begin} to {e.End} of {dataBytes}.");
            Int128 size = type.Size;
            foreach (var d in e.Shape)
            {
                if (d < 0) throw damaged($"tensor '{e.Name}' has a negative dimension.");
                size *= d;
                if (size > dataBytes) throw damaged($"tensor '{e.Name}' of shape [{string.Join(", ", e.Shape)}] is larger than the file.");
            }
            if (size != e.End - e.Begin)
                throw damaged($"tensor '{e.Name}' of shape [{string.Join(", ", e.Shape)}] and type {e.Type} takes {size} bytes, not {e.End - e.Begin}.");
            if (size > int.MaxValue) throw damaged($"tensor '{e.Name}' takes {size} bytes; more than {int.MaxValue} in one tensor are not read.");
        }

        long end = 0;
        foreach (var e in entries.Where(e => e.End > e.Begin).OrderBy(e => e.Begin))
        {
            if (e.Begin != end) throw damaged($"the bytes of tensor '{e.Name}' {(e.Begin < end ? "overlap those of another" : "leave a hole before them")}.");
            end = e.End;
        }
        if (end != dataBytes) throw damaged($"{dataBytes - end} bytes at its end belong to no tensor.");
    }
}
