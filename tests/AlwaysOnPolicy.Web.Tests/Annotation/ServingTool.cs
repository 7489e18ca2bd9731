using System.Diagnostics;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

/// <summary><c>aop annotate serve</c> as a process of its own.</summary>
internal sealed class ServingTool : IDisposable
{
    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "aop.dll");
    private readonly Process _process;

    private ServingTool(Process process, IReadOnlyDictionary<string, string> links) => (_process, Links) = (process, links);

    /// <summary>Those that it printed, by name.</summary>
    public IReadOnlyDictionary<string, string> Links { get; }

    public static async Task<ServingTool> StartAsync(params string[] arguments)
    {
        var process = Start(["annotate", "serve", .. arguments]);
        var links = new Dictionary<string, string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("/#", StringComparison.Ordinal)) links[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 2)..];
            if (line.StartsWith("Listening on", StringComparison.Ordinal)) return new(process, links);
        }
        throw new InvalidOperationException($"The server ended: {await process.StandardError.ReadToEndAsync()}");
    }

    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }

    /// <summary>As <c>kill -9</c> does: no handler runs, nothing is closed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [s_tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
