using System.Text.Json;

namespace AlwaysOnPolicy.Engine;

/// <summary>A JSONL file that grows by whole lines, from any thread; each line can be read by others as soon as it is written.</summary>
public sealed class JsonLines : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _stream;

    /// <summary>Opens or makes the file, to go on behind its last whole line; half a line is cut off.</summary>
    public JsonLines(string path)
    {
        // No buffer: each line is one write, and on a full disk nothing is left that closing would try to write again.
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        CutHalfLine();
    }

    /// <summary>Writes a record as one line of JSON.</summary>
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

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>The whole lines of a file, also while it grows; none where there is no file.</summary>
    /// <exception cref="StorageException">A line is not of this kind: the file is damaged.</exception>
    public static IReadOnlyList<T> Read<T>(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            var whole = reader.ReadToEnd();
            return
            [
                .. whole[..(whole.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select((line, i) => Line<T>(path, i + 1, line)),
            ];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static T Line<T>(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ArtifactJson.Compact) ?? throw new JsonException("it holds null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StorageException($"Line {number} of '{path}' is not as it was written: {e.Message} Of a stage, run the run's own command again: it is " +
                "computed anew. Of a log, delete the line: it is for people.", e);
        }
    }

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
