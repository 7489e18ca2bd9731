using System.Diagnostics;
using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Runs of a study, each <c>aop run</c> in a process of its own: with its own torch threads, its own count of processor time, and its own
/// end.</summary>
/// <param name="file">The experiment file.</param>
/// <param name="overrides">Of all runs.</param>
internal sealed class StudyProcess(string file, IReadOnlyList<string> overrides, bool force)
{
    /// <summary>What a run said, in its folder.</summary>
    public const string LogName = "study.log";

    private const int Kept = 20;

    /// <returns>What went wrong, as the run said it at its end; null where it is done.</returns>
    public async Task<string?> RunAsync(StudyMember member, CancellationToken cancel)
    {
        Directory.CreateDirectory(member.Folder);
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        (start.FileName, var tool) = Tool();
        string[] arguments = [.. tool, RunCommand.Name, file, "--out", member.Folder,
            .. overrides.Concat(member.Variation.Overrides).Append($"seed={member.Settings.Seed}").SelectMany(o => (string[])["--set", o]),
            .. force ? ["--force"] : Array.Empty<string>()];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        using var log = File.CreateText(Path.Combine(member.Folder, LogName));
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = new Queue<string>();
        try
        {
            await Task.WhenAll(CopyAsync(process.StandardOutput, null), CopyAsync(process.StandardError, said), process.WaitForExitAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);   // it goes on from its checkpoints
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        return process.ExitCode == 0 ? null : said.Count > 0 ? string.Join(' ', said)
            : $"it ended with exit code {process.ExitCode}; see {LogName} in its folder";

        async Task CopyAsync(StreamReader from, Queue<string>? last)
        {
            while (await from.ReadLineAsync(cancel) is { } line)
            {
                lock (log)
                {
                    log.WriteLine(line);
                    log.Flush();
                }
                if (last is null || line.Length == 0) continue;
                last.Enqueue(line.Trim());
                if (last.Count > Kept) last.Dequeue();
            }
        }
    }

    /// <summary>This tool, however it was started.</summary>
    private static (string File, string[] Arguments) Tool()
    {
        var (host, tool) = (Environment.ProcessPath!, typeof(StudyProcess).Assembly.Location);
        if (tool.Length == 0 || Path.GetFileNameWithoutExtension(host) == Path.GetFileNameWithoutExtension(tool)) return (host, []);
        return (Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [tool]);
    }
}
