using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Training;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>The rollouts of the steps so far, a line a step, in a file of the running iteration's own: memory does not hold them, and each checkpoint has a
/// copy.</summary>
internal sealed class RolloutJournal : IDisposable
{
    private readonly FileStream _lines;

    /// <param name="path">Goes when the journal is closed; null takes a temporary file.</param>
    public RolloutJournal(string? path) => _lines = new FileStream(path ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    public void Append(IReadOnlyList<PpoRollout> step) => Append(JsonSerializer.Serialize(step, CheckpointManifest.Json));

    /// <summary>Takes up the steps of a checkpoint, one after the other.</summary>
    public IEnumerable<IReadOnlyList<PpoRollout>> TakeUp(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            Append(line);
            yield return JsonSerializer.Deserialize<PpoRollout[]>(line, CheckpointManifest.Json)!;
        }
    }

    public void CopyTo(string file)
    {
        _lines.Position = 0;
        using var copy = new FileStream(file, FileMode.Create, FileAccess.Write);
        _lines.CopyTo(copy);
    }

    public void Dispose() => _lines.Dispose();

    private void Append(string line)
    {
        _lines.Seek(0, SeekOrigin.End);
        _lines.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
