namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>The mean of a number over an iteration's first steps, and over its last ones so far.</summary>
internal sealed class StepWindow(int length)
{
    private readonly List<double> _first = [];
    private readonly Queue<double> _last = new();
    private int _count;

    /// <summary>Whether the two windows are full and share no step.</summary>
    public bool IsFull => _count >= 2 * length;

    public double First => _first.Average();
    public double Last => _last.Average();

    public void Add(double value)
    {
        _count++;
        if (_first.Count < length) _first.Add(value);
        _last.Enqueue(value);
        if (_last.Count > length) _last.Dequeue();
    }
}
