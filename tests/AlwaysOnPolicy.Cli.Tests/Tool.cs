using System.Diagnostics;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>The tool as a process of its own, its output redirected.</summary>
internal static class Tool
{
    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "aop.dll");

    /// <summary>The experiment file of a few seconds.</summary>
    public static string Tiny { get; } = Path.Combine(AppContext.BaseDirectory, "tiny.yaml");

    public sealed record Outcome(int ExitCode, string Output, string Error)
    {
        /// <summary>That it failed as a user may expect: the exit code, one message, no stack trace.</summary>
        public void ShouldBeOneClearError(int exitCode, params string[] says)
        {
            ExitCode.ShouldBe(exitCode, Error + Output);
            Error.ShouldStartWith("Error: ");
            Error.Split('\n').Count(l => l.StartsWith("Error:", StringComparison.Ordinal)).ShouldBe(1, Error);
            Error.ShouldNotContain("   at ");
            Error.ShouldNotContain("Unexpected:");
            foreach (var part in says) Error.ShouldContain(part);
        }
    }

    public static Process Start(params string[] arguments) => StartIn("", arguments);

    public static Task<Outcome> RunAsync(params string[] arguments) => RunInAsync("", arguments);

    /// <param name="folder">Where the process runs; "" is where the tests do.</param>
    public static async Task<Outcome> RunInAsync(string folder, params string[] arguments)
    {
        using var process = StartIn(folder, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>With an input that has ended.</summary>
    public static async Task<Outcome> RunWithoutInputAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [s_tool, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    private static Process StartIn(string folder, string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [s_tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
}
