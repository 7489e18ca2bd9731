using System.Diagnostics;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Progress on standard error, of commands whose standard output is their result: one line that is written over in a terminal, elsewhere a line
/// every so often.</summary>
internal sealed class ErrorProgress(string what)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(10);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !System.Console.IsErrorRedirected;
    private TimeSpan _last;
    private int _width;

    public void Note(string text)
    {
        Clear();
        System.Console.Error.WriteLine($"note: {text}");
    }

    public void Report(int done, int total)
    {
        var elapsed = _clock.Elapsed;
        if (!_terminal && (done == total || elapsed - _last < s_between)) return;
        _last = elapsed;
        var text = $"{done}/{total} {what}, {Pace.Text(elapsed, Pace.Left(elapsed, done, total))}";
        if (!_terminal) System.Console.Error.WriteLine(text);
        else if (!System.Console.IsOutputRedirected) return;   // the answers themselves run over the screen
        else System.Console.Error.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
    }

    /// <summary>Leaves no half line.</summary>
    public void End() => Clear();

    private void Clear()
    {
        if (_terminal && _width > 0) System.Console.Error.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
