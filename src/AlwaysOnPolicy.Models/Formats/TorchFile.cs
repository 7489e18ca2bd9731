using System.IO.Compression;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>An open PyTorch file (.bin, .pt): a zip of uncompressed parts, one a pickle that lays out a state dict, the others its numbers.</summary>
/// <remarks>The pickle is read as data (<see cref="PickleReader"/>). Every tensor is checked against its part's true size on opening.</remarks>
internal sealed class TorchFile : IWeightFile
{
    private const int LargestPickle = 1 << 24, LargestRank = 16, Chunk = 1 << 24;

    private static readonly Dictionary<string, ScalarType> s_types = new()
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly ZipArchive _zip;
    private readonly List<StoredTensor> _tensors = [];

    /// <exception cref="CheckpointException">The file is missing, truncated, older than torch 1.6, or holds anything but tensors by name.</exception>
    public TorchFile(string path)
    {
        _path = path;
        try
        {
            _stream = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IWeightFile.NotOpened(path, e);
        }
        try
        {
            _zip = OpenZip();
            var pickle = _zip.Entries.FirstOrDefault(e => e.Name == "data.pkl") ?? throw Damaged("it has no data.pkl");
            if (Part(pickle.FullName[..^"data.pkl".Length] + "byteorder") is { } order && !ReadWhole(order, 16).AsSpan().SequenceEqual("little"u8))
                throw Damaged("its numbers are not little-endian");
            if (PickleReader.Read(ReadWhole(pickle, LargestPickle)) is not Dictionary<object, object?> state) throw Damaged("it holds no state dict");
            foreach (var (name, value) in state) _tensors.Add(Tensor(name, value, pickle.FullName[..^"data.pkl".Length] + "data/"));
        }
        catch (Exception e) when (
            e is FormatException or InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            Dispose();
            throw Damaged(e.Message.TrimEnd('.'));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<StoredTensor> Tensors => _tensors;

    public void Dispose()
    {
        _zip?.Dispose();
        _stream.Dispose();
    }

    private ZipArchive OpenZip()
    {
        Span<byte> magic = stackalloc byte[2];
        if (_stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) < 2 || !magic.SequenceEqual("PK"u8))
            throw Damaged("it is no zip file; torch before 1.6 wrote another form: load it there and save it with safe_serialization=True");
        _stream.Position = 0;
        return new ZipArchive(_stream, ZipArchiveMode.Read, leaveOpen: true);
    }

    private ZipArchiveEntry? Part(string name) => _zip.GetEntry(name);

    /// <summary>Checks a view of a storage against the part that holds it.</summary>
    private StoredTensor Tensor(object key, object? value, string folder)
    {
        if (key is not string name || value is not PickleReader.View view) throw Damaged($"its entry '{key}' is no tensor");
        var part = Part(folder + view.Storage.Key) ?? throw Damaged($"the numbers of '{name}' (part {view.Storage.Key}) are not there");
        var type = s_types[view.Storage.Type];
        if (part.CompressedLength != part.Length || part.Length != (Int128)view.Storage.Count * SafeTensorsFile.SizeOf(type))
            throw Damaged($"the part {view.Storage.Key} of '{name}' has {part.Length} bytes in place of {view.Storage.Count} numbers of type {type}");
        var (shape, strides) = (view.Shape, view.Strides);
        if (shape.Length > LargestRank || strides.Length != shape.Length || shape.Any(d => d < 0) || strides.Any(s => s < 0) || view.Offset < 0)
            throw Damaged($"'{name}' has the impossible shape [{string.Join(", ", shape)}] and strides [{string.Join(", ", strides)}]");
        var (numbers, end) = ((Int128)1, (Int128)view.Offset + 1);
        for (var i = 0; i < shape.Length; i++)
        {
            numbers = checked(numbers * shape[i]);
            end = checked(end + ((Int128)Math.Max(shape[i] - 1, 0) * strides[i]));
        }
        if (numbers > view.Storage.Count || (numbers > 0 && end > view.Storage.Count))
            throw Damaged($"'{name}' of shape [{string.Join(", ", shape)}] reads {end} numbers of a part that has {view.Storage.Count}");
        return new StoredTensor(name, type, shape, target => Fill(target, part, view, (long)(numbers == 0 ? 0 : end - view.Offset)));
    }

    private void Fill(Tensor target, ZipArchiveEntry part, PickleReader.View view, long numbers)
    {
        if (numbers == 0) return;
        using var scope = NewDisposeScope();
        var straight = IsContiguous(view);
        var flat = straight ? target.view(-1) : empty(numbers, dtype: target.dtype);
        var size = SafeTensorsFile.SizeOf(target.dtype);
        try
        {
            using var source = part.Open();
            Skip(source, view.Offset * size);
            for (long done = 0; done < numbers; done += Chunk / size)
            {
                using var piece = flat.narrow(0, done, Math.Min(Chunk / size, numbers - done));
                source.ReadExactly(piece.bytes);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Damaged($"the part {view.Storage.Key} cannot be read ({e.Message.TrimEnd('.')})");
        }
        if (!straight) target.copy_(flat.as_strided(view.Shape, view.Strides));
    }

    private static bool IsContiguous(PickleReader.View view)
    {
        long expected = 1;
        for (var i = view.Shape.Length - 1; i >= 0; expected *= view.Shape[i--])
            if (view.Shape[i] > 1 && view.Strides[i] != expected) return false;
        return true;
    }

    private static void Skip(Stream source, long bytes)
    {
        var buffer = new byte[Math.Min(bytes, 1 << 16)];
        for (; bytes > 0; bytes -= buffer.Length) source.ReadExactly(buffer, 0, (int)Math.Min(bytes, buffer.Length));
    }

    private byte[] ReadWhole(ZipArchiveEntry part, int most)
    {
        if (part.CompressedLength != part.Length || part.Length > Math.Min(most, _stream.Length))
            throw Damaged($"its part {part.FullName} has {part.Length} bytes");
        var bytes = new byte[part.Length];
        using var source = part.Open();
        source.ReadExactly(bytes);
        return bytes;
    }

    private CheckpointException Damaged(string what) => new($"'{_path}' is damaged: {what}. Fetch the file again.");
}
