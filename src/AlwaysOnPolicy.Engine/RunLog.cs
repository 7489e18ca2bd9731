using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Engine;

/// <summary>Appends to run.log.jsonl, a line at a time, from any thread.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly JsonLines _lines;

    public RunLog(string path) => _lines = new JsonLines(path);

    public void Write(string name, PlanNode? node = null, TimeSpan? elapsed = null, string? text = null) => _lines.Append(new RunLogLine(
        DateTimeOffset.UtcNow, name, node?.FolderName, node?.Labels, elapsed is { } e ? Math.Round(e.TotalSeconds, 3) : null,
        text is null ? null : KnownSecrets.Hide(text)));

    /// <summary>For what is written while an error is on its way to the user: a log that cannot be written must not take its place.</summary>
    public void WriteQuietly(string name, PlanNode? node = null, TimeSpan? elapsed = null, string? text = null)
    {
        try
        {
            Write(name, node, elapsed, text);
        }
        catch (IOException)
        {
        }
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>The lines of a log; a half-written last line is left out.</summary>
    public static IReadOnlyList<RunLogLine> Read(string path) => JsonLines.Read<RunLogLine>(path);
}
