using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AlwaysOnPolicy.Reports;

/// <summary>Scalars as a TensorBoard event file: Event messages of protocol buffers in TFRecord frames.</summary>
/// <remarks>tensorflow/core/util/event.proto (wall_time = 1, step = 2, file_version = 3, summary = 5), summary.proto (Summary.value = 1;
/// Value.tag = 1, simple_value = 2), and tensorflow/core/lib/io/record_writer.cc for the frame.</remarks>
public static class TensorBoardEvents
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The name under which TensorBoard finds a file in a run's folder.</summary>
    public const string FileName = "events.out.tfevents.0.aop";

    /// <summary>An event file of scalars.</summary>
    /// <param name="steps">Each with its moment and its scalars by tag; scalars that are not finite are written as they are.</param>
    public static byte[] Encode(IEnumerable<(DateTimeOffset Time, long Step, IEnumerable<KeyValuePair<string, double>> Scalars)> steps)
    {
        using var file = new MemoryStream();
        var first = true;
        foreach (var (time, step, scalars) in steps)
        {
            if (first) Frame(file, Event(time, 0, m => Field(m, 3, "brain.Event:2"u8)));
            first = false;
            Frame(file, Event(time, step, m => Field(m, 5, Message(summary =>
            {
                foreach (var (tag, value) in scalars) Field(summary, 1, Message(v => Value(v, tag, value)));
            }))));
        }
        return file.ToArray();
    }

    private static byte[] Event(DateTimeOffset time, long step, Action<Stream> what) => Message(m =>
    {
        Span<byte> number = stackalloc byte[8];
        m.WriteByte((1 << 3) | Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(number, time.ToUnixTimeMilliseconds() / 1000.0);
        m.Write(number);
        m.WriteByte((2 << 3) | Varint);
        WriteVarint(m, (ulong)step);
        what(m);
    });

    private static void Value(Stream message, string tag, double value)
    {
        Field(message, 1, Encoding.UTF8.GetBytes(tag));
        message.WriteByte((2 << 3) | Fixed32);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        message.Write(number);
    }

    private static byte[] Message(Action<Stream> fields)
    {
        using var message = new MemoryStream();
        fields(message);
        return message.ToArray();
    }

    private static void Field(Stream message, int number, ReadOnlySpan<byte> content)
    {
        message.WriteByte((byte)((number << 3) | Bytes));
        WriteVarint(message, (ulong)content.Length);
        message.Write(content);
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    /// <summary>Length, its checksum, the data, their checksum.</summary>
    private static void Frame(Stream file, byte[] data)
    {
        Span<byte> length = stackalloc byte[8], sum = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        file.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, MaskedChecksum(length));
        file.Write(sum);
        file.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, MaskedChecksum(data));
        file.Write(sum);
    }

    /// <summary>CRC-32C, rotated and moved as TFRecord wants it, so that a checksum of checksums stays one.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xa282ead8;
    }
}
