using System.Buffers.Binary;
using System.Text;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Writes pickles, true ones and others, opcode by opcode.</summary>
public sealed class PickleWriter
{
    private readonly List<byte> _bytes = [0x80, 2];

    /// <summary>Opcodes as characters of one byte each.</summary>
    public PickleWriter Raw(string opcodes)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(opcodes));
        return this;
    }

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _bytes.Add((byte)'X');
        AddInt(bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Number(long value)
    {
        _bytes.Add((byte)'J');
        AddInt((int)value);
        return this;
    }

    /// <summary>An OrderedDict, as torch writes a state dict.</summary>
    public PickleWriter Dictionary(params (string Key, Func<PickleWriter, PickleWriter> Value)[] items)
    {
        Raw("ccollections\nOrderedDict\n)R(");
        foreach (var (key, value) in items) value(Text(key));
        return Raw("u");
    }

    public PickleWriter Tensor(string storage, string key, long count, long offset, long[] shape, long[] strides)
    {
        Raw("ctorch._utils\n_rebuild_tensor_v2\n((").Text("storage").Raw($"ctorch\n{storage}Storage\n").Text(key).Text("cpu").Number(count).Raw("tQ")
            .Number(offset);
        return Tuple(shape).Tuple(strides).Raw("\u0089ccollections\nOrderedDict\n)RtR");
    }

    public byte[] Bytes() => [.. _bytes, (byte)'.'];

    private PickleWriter Tuple(long[] values)
    {
        Raw("(");
        foreach (var value in values) Number(value);
        return Raw("t");
    }

    private void AddInt(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }
}
