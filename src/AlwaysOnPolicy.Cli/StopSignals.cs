using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Cli;

/// <summary>Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP): the first lets a command end in order, a stage at its next step; the second ends the
/// process at once. What was started to ignore one of them, as by nohup, still does.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Of a command that was stopped so, whichever the signal.</summary>
    public const int ExitCode = 130;

    // Most commands end sooner than anybody could read that they will.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _tell = new(_ => Tell());
    private int _signals;

    public StopSignals() => _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, On))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _tell.Dispose();
        _stop.Dispose();
    }

    private void On(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1) EndAtOnce();
        if (!System.Console.IsErrorRedirected) _tell.Change(s_silence, Timeout.InfiniteTimeSpan);   // a log needs no hint
        _stop.Cancel();
    }

    private static void Tell()
    {
        try
        {
            System.Console.Error.WriteLine("Stopping at the end of the step that is under way. Once more, and it stops at once.");
        }
        catch (IOException)
        {
            // the terminal is gone
        }
    }

    /// <summary>Without anything that would wait for the step under way, such as the ending of native libraries whose threads compute.</summary>
    private static void EndAtOnce()
    {
        if (OperatingSystem.IsWindows()) Environment.FailFast(null);
        else Exit(ExitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit(int code);
}
