using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Files;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>Reads and writes safetensors files: an 8-byte header length, a JSON header, then the tensors' bytes, little-endian.</summary>
public static class SafeTensors
{
    /// <summary>Without it transformers refuses a file of weights.</summary>
    internal static readonly IReadOnlyDictionary<string, string> OfPyTorch = new Dictionary<string, string> { ["format"] = "pt" };

    private const int BytesAtOnce = 1 << 28;   // a Span holds at most 2 GB

    /// <summary>Reads every tensor in the type in which it is stored; the caller owns them.</summary>
    /// <exception cref="CheckpointException">The file is missing, cut, or contradicts itself.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = new SafeTensorsFile(path);
        return file.Tensors.ToDictionary(t => t.Name, t => t.Read(), StringComparer.Ordinal);
    }

    /// <summary>Writes the tensors to a temporary name, flushes, and renames it.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name, or one has an element type that the format lacks.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null) header["__metadata__"] = metadata;
        long offset = 0;
        foreach (var (name, value) in sorted)
        {
            var type = SafeTensorsFile.Types.FirstOrDefault(t => t.Value == value.dtype).Key
                ?? throw new ArgumentException($"'{name}' is of type {value.dtype}, which safetensors does not have.", nameof(tensors));
            var bytes = value.NumberOfElements * SafeTensorsFile.SizeOf(value.dtype);
            header.Add(name, new { dtype = type, shape = value.shape, data_offsets = new[] { offset, offset + bytes } });
            offset += bytes;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - (json.Length % 8)) % 8;   // the data begins at a multiple of 8
        Durable.Write(path, file =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(json.Length + padding));
            file.Write(length);
            file.Write(json);
            file.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
            foreach (var (_, value) in sorted) WriteData(file, value);
        });
    }

    private static void WriteData(Stream file, Tensor value)
    {
        using var scope = NewDisposeScope();
        var flat = value.detach().cpu().contiguous().view(-1);
        var atOnce = BytesAtOnce / SafeTensorsFile.SizeOf(value.dtype);
        for (long done = 0; done < flat.numel(); done += atOnce)
        {
            using var part = flat.narrow(0, done, Math.Min(atOnce, flat.numel() - done));
            file.Write(part.bytes);
        }
    }
}
