namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>Reads another stream up to a bound: what unpacks to more than it declared is no archive of ours.</summary>
internal sealed class BoundedStream(Stream inner) : Stream
{
    private long _read;

    /// <summary>How many bytes may come from the beginning on.</summary>
    public long Bound { get; set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">There is more than may be.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return _read <= Bound ? count : throw new InvalidDataException("it unpacks to more than it declares.");
    }

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
