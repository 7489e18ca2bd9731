using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Running;

/// <summary>A JSONL file that grows by whole lines, from any thread; each line can be read by others as soon as it is written.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _stream;

    public JsonLines(string path)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        CutHalfLine();
    }

    public void Append<T>(T record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes<object?>(record, ArtifactJson.Compact);
        lock (_gate)
        {
            _stream.Write([.. line, (byte)'\n']);
            _stream.Flush();
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
