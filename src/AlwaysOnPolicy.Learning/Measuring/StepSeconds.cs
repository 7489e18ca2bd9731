using System.Diagnostics;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>Seconds of each step and of its parts.</summary>
internal sealed class StepSeconds
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    /// <summary>Runs a step that is not timed, then those that are.</summary>
    /// <param name="step">Is given its number, and where to write times.</param>
    public static StepSeconds Of(int steps, Action<int, StepSeconds> step, CancellationToken cancel)
    {
        step(0, new StepSeconds());
        var times = new StepSeconds();
        for (var number = 1; number <= steps; number++)
        {
            cancel.ThrowIfCancellationRequested();
            var processor = ProcessMeter.ProcessorSeconds;
            times.Time("total", () => step(number, times));
            times.Add("processor", ProcessMeter.ProcessorSeconds - processor);
        }
        return times;
    }

    /// <summary>The median over the steps.</summary>
    public double this[string part] => Median(_seconds[part]);

    public void Add(string part, double seconds)
    {
        if (!_seconds.TryGetValue(part, out var list)) _seconds[part] = list = [];
        list.Add(seconds);
    }

    public void Time(string part, Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        Add(part, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>The medians of these parts, those that there are.</summary>
    public Dictionary<string, double> Medians(IEnumerable<string> parts) => parts.Where(_seconds.ContainsKey).ToDictionary(p => p, p => this[p]);

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
