using System.Diagnostics;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Seconds that a training has spent on each of its parts, added up since the last <see cref="Clear"/>.</summary>
internal sealed class PhaseTimes
{
    private readonly Dictionary<string, double> _seconds = [];

    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    public void Clear() => _seconds.Clear();

    public T Time<T>(string phase, Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        var result = work();
        _seconds[phase] = _seconds.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(began).TotalSeconds;
        return result;
    }

    public void Time(string phase, Action work) => Time(phase, () =>
    {
        work();
        return true;
    });
}
