using System.Diagnostics;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>What a training has spent on each of its parts since the last <see cref="Clear"/>: seconds, added up, and memory where it is asked for.</summary>
internal sealed class PhaseTimes
{
    private readonly Dictionary<string, double> _seconds = [];
    private readonly Dictionary<string, double> _peaks = [];
    private readonly Stack<string> _open = [];

    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>The most memory of the process during each part, in MiB; empty without <see cref="AsksMemory"/>.</summary>
    public IReadOnlyDictionary<string, double> PeakMib => _peaks;

    /// <summary>Asking takes a third of a millisecond at both ends of a part.</summary>
    public bool AsksMemory { get; set; }

    public void Clear() => _seconds.Clear();

    public T Time<T>(string phase, Func<T> work)
    {
        NotePeak();
        _open.Push(phase);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _seconds[phase] = _seconds.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(began).TotalSeconds;
            NotePeak();
            _open.Pop();
        }
    }

    public void Time(string phase, Action work) => Time(phase, () =>
    {
        work();
        return true;
    });

    /// <summary>The peak since the last note belongs to every part that is under way.</summary>
    private void NotePeak()
    {
        if (!AsksMemory) return;
        var peak = ProcessMeter.Lap();
        foreach (var phase in _open) _peaks[phase] = Math.Max(_peaks.GetValueOrDefault(phase), peak);
    }
}
