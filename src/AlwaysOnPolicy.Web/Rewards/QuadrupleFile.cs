using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.RewardScoring;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>Keeps every scored answer with its domain, as lines of the form that <c>aop reward score --out</c> writes: what is added is on disk when
/// <see cref="Add"/> returns, and a file that is there is gone on with.</summary>
/// <remarks>A line that a kill or a full disk left half-written was acknowledged to nobody, and is taken away. Its number in the file is an answer's
/// <c>sample</c>, so that nothing need be remembered of those before. Used by one thread at a time.</remarks>
internal sealed class QuadrupleFile : IDisposable
{
    private readonly FileStream _file, _lock;
    private long _whole;

    /// <exception cref="SettingsException">Another server writes the file.</exception>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public QuadrupleFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            _lock = Lock($"{Path}.lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path, e);
        }
        try
        {
            _file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            (Count, _whole) = Whole();
            _file.SetLength(_whole);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _lock.Dispose();
            throw StorageException.CannotWrite(Path, e);
        }
    }

    public string Path { get; }

    /// <summary>Lines, those of earlier servers too.</summary>
    public int Count { get; private set; }

    /// <summary>Brings scored answers to disk: all of them, or none.</summary>
    /// <exception cref="StorageException">The disk is full or gone.</exception>
    public void Add(IReadOnlyList<AskedAnswer> answers, double[] rewards)
    {
        var text = new StringBuilder();
        for (var i = 0; i < answers.Count; i++)
        {
            var question = answers[i].Question;
            var line = new ScoredAnswer(question.Id, question.Domain, question.Text, Count + i, answers[i].Answer, rewards[i]);
            text.Append(JsonSerializer.Serialize(line, ArtifactJson.Compact)).Append('\n');
        }
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        try
        {
            TakeBack();   // what an earlier write left, where that could not be done then
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                TakeBack();
            }
            catch (IOException)
            {
                // The next answer does so, or the next server.
            }
            throw StorageException.CannotWrite(Path, e);
        }
        _whole += bytes.Length;
        Count += answers.Count;
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    // A file of its own: a lock on the record itself would keep readers out, too. A killed process's is free.
    private FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path) && !StorageException.IsDiskFull(e))
        {
            throw new SettingsException($"'{Path}' is in use by another server: give each server a file of its own with --record.", e);
        }
    }

    private void TakeBack()
    {
        if (_file.Length > _whole) _file.SetLength(_whole);
        _file.Position = _whole;
    }

    private (int Lines, long Bytes) Whole()
    {
        var (lines, whole, at, buffer) = (0, 0L, 0L, new byte[1 << 16]);
        for (int read; (read = _file.Read(buffer)) > 0; at += read)
            for (var i = 0; i < read; i++)
                if (buffer[i] == '\n') (lines, whole) = (lines + 1, at + i + 1);
        return (lines, whole);
    }
}
