using System.Text.Json;

namespace AlwaysOnPolicy.Engine;

/// <summary>progress.json in a run's folder: where a run stands that is going on, for whoever looks from outside. It is written at most once a second, and
/// gone when the run ends.</summary>
/// <param name="Process">Id of the process that runs, on <paramref name="Machine"/>.</param>
/// <param name="Stages">To finish, those of earlier runs among them.</param>
/// <param name="Done">Of these.</param>
/// <param name="Seconds">That the run had taken when this was written, by a clock that nobody sets.</param>
/// <param name="Memory">Null in the file of a version that did not write it.</param>
internal sealed record RunProgress(int Process, string Machine, DateTimeOffset Started, DateTimeOffset Written, double Seconds, int Stages, int Done,
    IReadOnlyList<StageProgress> Running, RunMemory? Memory)
{
    internal const string FileName = "progress.json";

    /// <returns>Null where there is none, or it cannot be read.</returns>
    internal static RunProgress? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunProgress>(File.ReadAllBytes(Path.Combine(folder, FileName)), ArtifactJson.Indented);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the process is there still; of another machine nobody here can tell, and it counts as there.</summary>
    internal bool IsAlive()
    {
        if (Machine != Environment.MachineName) return true;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(Process);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
