using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Unpacks gzip and, at its end, complains of a file that was cut short: .NET's own stream takes such an end for a good one.</summary>
/// <remarks>Each member ends in its checksum and length (RFC 1952). The last one's are compared with the last so many bytes, so that files of several
/// members, which bgzip and cat make, are read as well.</remarks>
internal sealed class WholeGzip : Stream
{
    private readonly FileStream _file;
    private readonly GZipStream _unpacked;
    private readonly uint _checksum, _length;
    private readonly Crc32 _all = new();
    private long _read;

    /// <param name="file">At its beginning; is disposed with this.</param>
    public WholeGzip(FileStream file)
    {
        _file = file;
        Span<byte> end = stackalloc byte[8];
        if (file.Length >= end.Length)
        {
            file.Seek(-end.Length, SeekOrigin.End);
            file.ReadExactly(end);
            file.Position = 0;
        }
        (_checksum, _length) = (BinaryPrimitives.ReadUInt32LittleEndian(end), BinaryPrimitives.ReadUInt32LittleEndian(end[4..]));
        _unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = Unpack(buffer);
        _read += count;
        _all.Append(buffer[..count]);
        if (count == 0 && buffer.Length > 0) RequireEnd();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>.NET calls a wrong checksum an unsupported compression method.</summary>
    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _unpacked.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("What its gzip data unpack to is not what was packed (a wrong checksum, length or block).", e);
        }
    }

    private void RequireEnd()
    {
        if ((uint)_read == _length && _all.GetCurrentHashAsUInt32() == _checksum) return;
        if (_read > _length && LastMember() == _checksum) return;
        throw new InvalidDataException("The gzip data does not end as it says.");
    }

    /// <summary>The checksum of as many of the last bytes as the last member says to hold.</summary>
    private uint LastMember()
    {
        _file.Position = 0;
        using var again = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
        var (skip, hash, buffer) = (_read - _length, new Crc32(), new byte[1 << 16]);
        for (int count; (count = again.Read(buffer)) > 0; skip -= count)
            if (skip < count) hash.Append(buffer.AsSpan((int)Math.Max(0, skip), count - (int)Math.Max(0, skip)));
        return hash.GetCurrentHashAsUInt32();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }
}
