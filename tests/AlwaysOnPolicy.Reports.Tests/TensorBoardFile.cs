using System.Buffers.Binary;

namespace AlwaysOnPolicy.Reports.Tests;

/// <summary>Reads a file of events as TensorBoard does, checksums included.</summary>
internal static class TensorBoardFile
{
    public static IReadOnlyList<Tensorboard.Event> Read(byte[] file)
    {
        var events = new List<Tensorboard.Event>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)).ShouldBe(TensorBoardEvents.MaskedChecksum(file.AsSpan(at, 8)));
            events.Add(Tensorboard.Event.Parser.ParseFrom(file, at + 12, length));
            BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)).ShouldBe(TensorBoardEvents.MaskedChecksum(file.AsSpan(at + 12, length)));
            at += 16 + length;
        }
        return events;
    }
}
