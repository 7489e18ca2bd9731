using System.Buffers.Binary;
using System.Text;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>Reads a pickle as data. Nothing is executed: the opcodes are a fixed list, and so are the names that may be called, each of which only builds a
/// record.</summary>
/// <remarks>The opcodes are those that torch.save writes for a state dict (pickle protocol 2). Anything else is refused by name.</remarks>
internal sealed class PickleReader
{
    private const int LargestDepth = 1000;   // of values on the stack: a state dict needs a dozen, and one batch of items
    private const int LargestBatch = 1 << 16;

    /// <summary>A name that the pickle refers to: a function or a type.</summary>
    internal sealed record Global(string Name);

    /// <summary>A run of numbers that lies in another part of the file.</summary>
    internal sealed record Storage(string Type, string Key, long Count);

    /// <summary>A view of a storage; offset and strides count numbers.</summary>
    internal sealed record View(Storage Storage, long Offset, long[] Shape, long[] Strides);

    private static readonly HashSet<string> s_storages =
    [
        "torch.DoubleStorage", "torch.FloatStorage", "torch.HalfStorage", "torch.BFloat16Storage", "torch.LongStorage", "torch.IntStorage",
        "torch.ShortStorage", "torch.CharStorage", "torch.ByteStorage", "torch.BoolStorage",
    ];

    private static readonly object s_mark = new();
    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;

    private PickleReader(byte[] bytes) => _bytes = bytes;

    /// <summary>What the pickle holds: null, bool, long, double, string, object?[] (tuple), List, Dictionary, or one of the records above.</summary>
    /// <exception cref="FormatException">It is damaged, or has an opcode or a name that is not on the lists.</exception>
    public static object? Read(byte[] bytes)
    {
        var reader = new PickleReader(bytes);
        while (!reader.Step()) { }
        return reader.Pop();
    }

    /// <returns>True at the end.</returns>
    private bool Step()
    {
        var code = Byte();
        switch (code)
        {
            case 0x80: Protocol(Byte()); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 0x8a: Push(Long(Take(Byte()))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'X': Push(Encoding.UTF8.GetString(Take(Length()))); break;
            case (byte)'(': Push(s_mark); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case 0x85: Push(PopMany(1)); break;
            case 0x86: Push(PopMany(2)); break;
            case 0x87: Push(PopMany(3)); break;
            case (byte)'t': Push(PopToMark()); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'}': Push(new Dictionary<object, object?>()); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Byte()] = Top(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break;
            case (byte)'h': Push(Remembered(Byte())); break;
            case (byte)'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case (byte)'c': Push(Named($"{Line()}.{Line()}")); break;
            case (byte)'Q': Push(Persistent(Pop())); break;
            case (byte)'R': Reduce(); break;
            case (byte)'b': Build(); break;
            case (byte)'.': return true;
            default: throw new FormatException($"it uses the pickle opcode 0x{code:x2}, which a state dict does not need");
        }
        return false;
    }

    private static void Protocol(byte version)
    {
        if (version != 2) throw new FormatException($"it is written in pickle protocol {version}; torch.save writes 2");
    }

    private static Global Named(string name) => s_storages.Contains(name) || name is
        "collections.OrderedDict" or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_parameter" or "torch.nn.parameter.Parameter"
        ? new Global(name)
        : throw new FormatException($"it asks for '{name}', which a state dict does not need; nothing was executed");

    /// <summary>The tuple that stands for a storage: ("storage", type, key, device, count).</summary>
    private static Storage Persistent(object? id) => id is object?[] and ["storage", Global type, string key, string, long count]
        && s_storages.Contains(type.Name) && count >= 0
        ? new Storage(type.Name, key, count)
        : throw new FormatException("it refers to a storage in a form that is not torch's");

    private void Reduce()
    {
        var (arguments, function) = (Pop() as object?[], Pop() as Global);
        Push((function?.Name, arguments) switch
        {
            ("collections.OrderedDict", []) => new Dictionary<object, object?>(),
            ("torch._utils._rebuild_tensor_v2", [Storage storage, long offset, object?[] shape, object?[] strides, bool, ..]) =>
                new View(storage, offset, Longs(shape), Longs(strides)),
            ("torch._utils._rebuild_parameter", [View view, bool, ..]) => view,
            _ => throw new FormatException($"it calls {function?.Name ?? "something that is no function"} in a form that is not torch's"),
        });
    }

    /// <summary>A state dict carries the versions of its modules as an attribute: it is read and dropped.</summary>
    private void Build()
    {
        Pop();
        if (Top() is not Dictionary<object, object?>) throw new FormatException("it sets the state of something that is no dictionary");
    }

    private void Append(object?[] items)
    {
        if (Top() is not List<object?> list) throw new FormatException("it appends to something that is no list");
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not Dictionary<object, object?> dictionary || items.Length % 2 != 0)
            throw new FormatException("it sets an item of something that is no dictionary");
        for (var i = 0; i < items.Length; i += 2)
            dictionary[items[i] is string or long ? items[i]! : throw new FormatException("a dictionary's key is neither a text nor a number")] = items[i + 1];
    }

    private static long[] Longs(object?[] values) => [.. values.Select(v => v is long number
        ? number : throw new FormatException("a shape holds something that is no number"))];

    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) throw new FormatException("it holds a number of more than 64 bits");
        long value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return bytes.Length is > 0 and < 8 && bytes[^1] >= 0x80 ? value - (1L << (8 * bytes.Length)) : value;
    }

    private object? Remembered(uint key) => _memo.TryGetValue(key, out var value)
        ? value : throw new FormatException($"it recalls the value {key}, which it has not stored");

    private void Push(object? value)
    {
        if (_stack.Count >= LargestBatch + LargestDepth) throw new FormatException("its values lie too deep");
        _stack.Add(value);
    }

    private object? Top() => _stack.Count > 0 && _stack[^1] != s_mark ? _stack[^1] : throw new FormatException("it uses a value that is not there");

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        while (count > 0) values[--count] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        if (mark < 0) throw new FormatException("it closes a list that it did not open");
        object?[] values = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private byte Byte() => Take(1)[0];

    private int Length() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) is var length && length <= _bytes.Length
        ? (int)length
        : throw new FormatException($"a text claims {length} bytes");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw new FormatException("it ends in the middle of a value");
        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    private string Line()
    {
        var length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0) throw new FormatException("it ends in the middle of a name");
        var line = Encoding.UTF8.GetString(Take(length));
        _at++;
        return line;
    }
}
