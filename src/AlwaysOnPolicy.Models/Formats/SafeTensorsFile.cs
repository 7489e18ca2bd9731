using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>
/// An open .safetensors file. The whole header is checked on opening, against the file's true length, so that no later step
/// allocates or reads what a damaged header claims.
/// </summary>
internal sealed class SafeTensorsFile : IWeightFile
{
    internal const int LargestHeader = 100_000_000;   // the format's own limit
    private const int LargestRank = 16;
    private const int Chunk = 1 << 28;                // bytes read at once: a Span has at most 2 GB

    /// <summary>What else the format has (safetensors 0.6): torch computes with none of these here.</summary>
    private static readonly HashSet<string> s_typesNotRead =
        ["F8_E5M2", "F8_E4M3", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4", "C64", "U16", "U32", "U64"];

    internal sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _dataStart;

    /// <exception cref="CheckpointException">The file is missing, truncated, or its header is not a true one.</exception>
    public SafeTensorsFile(string path)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IWeightFile.NotOpened(path, e);
        }
        try
        {
            var length = RandomAccess.GetLength(_file);
            Span<byte> prefix = stackalloc byte[8];
            if (length < 8) throw Damaged($"it has {length} bytes, fewer than the 8 that give the header's length");
            ReadExactly(prefix, 0);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > LargestHeader || (long)headerLength > length - 8)
                throw Damaged($"it claims a header of {headerLength} bytes, but has {length} bytes in all");
            var header = new byte[headerLength];
            ReadExactly(header, 8);
            _dataStart = 8 + (long)headerLength;
            Entries = ParseHeader(header, length - _dataStart);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The tensors, by name.</summary>
    public IReadOnlyDictionary<string, Entry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    public IEnumerable<StoredTensor> Tensors => Entries.Values.Select(e => new StoredTensor(e.Name, e.Type, e.Shape, target => Fill(target, e)));

    private void Fill(Tensor target, Entry entry)
    {
        using var flat = target.view(-1);
        var (position, count, size) = (_dataStart + entry.Begin, flat.numel(), SizeOf(entry.Type));
        for (long done = 0; done < count;)
        {
            var taken = Math.Min(Chunk / size, count - done);
            using var part = flat.narrow(0, done, taken);
            ReadExactly(part.bytes, position + (done * size));
            done += taken;
        }
    }

    public void Dispose() => _file.Dispose();

    internal static long SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };

    internal static readonly IReadOnlyDictionary<string, ScalarType> Types = new Dictionary<string, ScalarType>
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    private Dictionary<string, Entry> ParseHeader(byte[] header, long dataLength)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Damaged("its header is not a JSON object");
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__") Metadata = ParseMetadata(property.Value);
                else if (!entries.TryAdd(property.Name, ParseEntry(property.Name, property.Value, dataLength)))
                    throw Damaged($"it names the tensor '{property.Name}' twice");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"'{_path}' is damaged: its header cannot be read ({e.Message}). Fetch the file again.", e);
        }

        long end = 0;   // the format allows neither gaps nor overlaps
        foreach (var entry in entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end) throw Damaged($"the data of '{entry.Name}' begins at {entry.Begin}, where {end} is expected");
            end = entry.End;
        }
        if (end != dataLength) throw Damaged($"its tensors take {end} bytes, but it holds {dataLength}");
        return entries;
    }

    private Dictionary<string, string> ParseMetadata(JsonElement element)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var pair in element.EnumerateObject())
            metadata[pair.Name] = pair.Value.GetString() ?? throw Damaged($"its metadata '{pair.Name}' is not a text");
        return metadata;
    }

    private Entry ParseEntry(string name, JsonElement element, long dataLength)
    {
        var typeName = element.GetProperty("dtype").GetString() ?? "null";
        if (s_typesNotRead.Contains(typeName))
            throw new CheckpointException($"'{_path}': '{name}' has the element type '{typeName}', which safetensors has and this program does not read " +
                $"(it reads {string.Join(", ", Types.Keys)}). The file is whole: save the model in one of these types, such as BF16, or take another version " +
                "of it.");
        if (!Types.TryGetValue(typeName, out var type))
            throw Damaged($"'{name}' has the element type '{typeName}', which is none of {string.Join(", ", Types.Keys)}");

        var dimensions = element.GetProperty("shape");
        if (dimensions.GetArrayLength() > LargestRank) throw Damaged($"'{name}' has {dimensions.GetArrayLength()} dimensions");
        var shape = dimensions.EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var (size, strides) = ((Int128)SizeOf(type), (Int128)1);
        foreach (var dimension in shape)
        {
            strides *= Math.Max(dimension, 1);   // torch computes strides for empty tensors too, and they must not overflow
            if (dimension < 0 || strides > long.MaxValue / 8) throw Damaged($"'{name}' claims the impossible shape [{string.Join(", ", shape)}]");
            size *= dimension;
        }

        var offsets = element.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2) throw Damaged($"'{name}' has {offsets.GetArrayLength()} offsets in place of two");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > dataLength)
            throw Damaged($"'{name}' claims the bytes {begin} to {end} of {dataLength}: the file is cut short or its header is wrong");
        if (end - begin != size)
            throw Damaged($"'{name}' of shape [{string.Join(", ", shape)}] and type {typeName} needs {size} bytes, but has {end - begin}");
        return new Entry(name, type, shape, begin, end);
    }

    private void ReadExactly(Span<byte> target, long position)
    {
        try
        {
            while (target.Length > 0)
            {
                var read = RandomAccess.Read(_file, target, position);
                if (read == 0) throw Damaged("it ended while it was being read");
                target = target[read..];
                position += read;
            }
        }
        catch (IOException e)
        {
            throw new CheckpointException($"'{_path}' cannot be read: {e.Message}", e);
        }
    }

    private CheckpointException Damaged(string what) => new($"'{_path}' is damaged: {what}. Fetch the file again.");
}
