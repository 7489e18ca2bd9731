using System.Text.Json;

namespace AlwaysOnPolicy.Engine;

/// <summary>A JSONL file that grows by whole lines, from any thread; each line can be read by others as soon as it is written.</summary>
public sealed class JsonLines : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _stream;

    public JsonLines(string path)
    {
        // No buffer: each line is one write, and on a full disk nothing is left that closing would try to write again.
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        CutHalfLine();
    }

    public void Append<T>(T record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes<object?>(record, ArtifactJson.Compact);
        lock (_gate)
        {
            var start = _stream.Position;
            try
            {
                _stream.Write([.. line, (byte)'\n']);
            }
            catch (IOException)
            {
                _stream.SetLength(start);
                _stream.Position = start;
                throw;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>A killed process or a full disk may have left part of a line at the end.</summary>
    private void CutHalfLine()
    {
        var end = _stream.Length;
        for (; end > 0; end--)
        {
            _stream.Position = end - 1;
            if (_stream.ReadByte() == '\n') break;
        }
        _stream.SetLength(end);
        _stream.Position = end;
    }
}
