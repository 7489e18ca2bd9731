using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Web.Tests.Dashboard;

/// <summary>A run's files, as a process that computes would leave them.</summary>
internal sealed class RunOnDisk : IDisposable
{
    private readonly TemporaryFolder _place = new();
    private readonly DateTimeOffset _began = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public RunOnDisk()
    {
        File.WriteAllText(Path.Combine(Folder, "plan.json"), JsonSerializer.Serialize(new
        {
            nodes = new[]
            {
                new { stage = "data", key = "k1", folder = "data-1", labels = new[] { "data" }, inputs = Array.Empty<string>() },
                new { stage = "sft", key = "k2", folder = "sft-2", labels = new[] { "SFT" }, inputs = new[] { "data-1" } },
            },
        }));
    }

    public string Folder => _place.Path;

    private string Log => Path.Combine(Folder, "run.log.jsonl");

    /// <summary>Appends as a run does: in its own process, which may be another each time.</summary>
    public void Say(params (string Event, string? Text)[] lines)
    {
        using var log = new JsonLines(Log);
        foreach (var (name, text) in lines) log.Append(new RunLogLine(_began, name, "sft-2", ["SFT"], null, text));
    }

    /// <summary>The half line of a run that was killed while it wrote.</summary>
    public void SayHalf() => File.AppendAllText(Log, "{\"time\":\"2026-01-02T03:0");

    public void Forget() => File.Delete(Log);

    public void Dispose() => _place.Dispose();
}
