using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>A .safetensors file's numbers, and such a file made bfloat16, by the format's own description: the header's length, the header, the
/// numbers.</summary>
internal static class Bfloat16Weights
{
    public static void Convert(string path)
    {
        var header = new JsonObject();
        using var data = new MemoryStream();
        foreach (var (name, shape, numbers) in Tensors(path).Select(t => (t.Name, t.Shape, t.Numbers)))
        {
            var begin = data.Length;
            var bytes = new byte[2];
            foreach (var number in numbers)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits(Rounded(number)) >> 16));
                data.Write(bytes);
            }
            header[name] = new JsonObject { ["dtype"] = "BF16", ["shape"] = JsonNode.Parse(shape), ["data_offsets"] = new JsonArray(begin, data.Length) };
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)text.Length));
        file.Write(text);
        data.WriteTo(file);
    }

    public static Dictionary<string, (string Type, float[] Numbers)> Read(string path) => Tensors(path).ToDictionary(t => t.Name, t => (t.Type, t.Numbers));

    /// <summary>The nearest number with 8 bits of precision; of two as near, the even one.</summary>
    public static float Rounded(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static IEnumerable<(string Name, string Type, string Shape, float[] Numbers)> Tensors(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var start = 8 + (int)BitConverter.ToInt64(bytes);
        foreach (var (name, entry) in JsonNode.Parse(bytes.AsSpan(8, start - 8))!.AsObject())
        {
            if (name == "__metadata__") continue;
            var (type, offsets) = ((string)entry!["dtype"]!, entry["data_offsets"]!.AsArray());
            var tensor = bytes.AsMemory(start + (int)offsets[0]!, (int)offsets[1]! - (int)offsets[0]!);
            yield return (name, type, entry["shape"]!.ToJsonString(), type == "F32"
                ? [.. Enumerable.Range(0, tensor.Length / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(tensor.Span[(4 * i)..]))]
                : [.. Enumerable.Range(0, tensor.Length / 2).Select(i =>
                    BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(tensor.Span[(2 * i)..]) << 16))]);
        }
    }
}
