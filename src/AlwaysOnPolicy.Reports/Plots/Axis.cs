using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Maps values to positions along one direction of a plot, with ticks at round numbers. Where positive values span more than three
/// powers of ten it is logarithmic.</summary>
public sealed class Axis
{
    /// <summary>Between two ticks of <see cref="Counting"/>, in units of the drawing.</summary>
    private const double TickRoom = 40;

    private static readonly double[] s_round = [1, 2, 2.5, 5, 10], s_whole = [1, 2, 5, 10];
    private readonly double _low, _high, _from, _to;
    private readonly bool _logarithmic;

    private Axis(double low, double high, double from, double to, bool logarithmic, IReadOnlyList<double> ticks) =>
        (_low, _high, _from, _to, _logarithmic, Ticks) = (low, high, from, to, logarithmic, ticks);

    /// <summary>Where the ticks are, in the plot's own values.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis that holds all values.</summary>
    /// <param name="values">What must fit in; those that are not finite are left out. None gives 0 to 1.</param>
    /// <param name="from">Position of the low end.</param>
    /// <param name="to">Position of the high end.</param>
    /// <param name="counts">The values are counts, and ticks whole numbers.</param>
    public static Axis Fit(IEnumerable<double> values, double from, double to, bool counts = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        var (low, high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        if (low > 0 && high / low > 1000) return Logarithmic(low, high, from, to);
        if (low == 0 && high == 0) high = 1;   // counts of what never happened
        if (high - low <= 1e-9 * Math.Max(1, Math.Abs(high))) (low, high) = (low - 0.5, high + 0.5);
        var step = counts ? Step(Math.Max(1, (high - low) / 4), s_whole) : Step((high - low) / 4, s_round);
        (low, high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
        return new(low, high, from, to, false, [.. Enumerable.Range(0, (int)Math.Round((high - low) / step) + 1).Select(i => low + (i * step))]);
    }

    /// <summary>For steps and iterations: from <paramref name="low"/> to <paramref name="high"/> exactly, with ticks at whole numbers that leave room for their
    /// labels.</summary>
    public static Axis Counting(double low, double high, double from, double to)
    {
        var step = Step(Math.Max(1, (high - low) * TickRoom / Math.Abs(to - from)), s_whole);
        var first = Math.Ceiling(low / step);
        return new(low, high, from, to, false, [.. Enumerable.Range(0, (int)(Math.Floor(high / step) - first) + 1).Select(i => (first + i) * step)]);
    }

    /// <summary>The position of a value, in the drawing's units.</summary>
    public double At(double value) => _logarithmic
        ? _from + ((_to - _from) * (Math.Log(value) - Math.Log(_low)) / (Math.Log(_high) - Math.Log(_low)))
        : _from + ((_to - _from) * (value - _low) / (_high - _low));

    /// <summary>What a tick is labelled with.</summary>
    public string Label(double tick)
    {
        if (_logarithmic)
            return tick is >= 0.001 and < 100_000 ? Numbers.Plain(tick, "#,0.###") : Numbers.Power(tick);
        if (Ticks.Count < 2) return Numbers.Plain(tick, "#,0.###");
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Ticks[1] - Ticks[0]) - 1e-9), 0, 6);
        if (decimals < 3 && Math.Abs((Ticks[1] - Ticks[0]) * Math.Pow(10, decimals) % 1) is > 1e-6 and < 1 - 1e-6) decimals++;   // steps of 2.5
        return Numbers.Plain(tick, decimals == 0 ? "#,0" : "#,0." + new string('0', decimals));
    }

    private static Axis Logarithmic(double low, double high, double from, double to)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        var every = Math.Max(1, (int)Math.Ceiling((last - first) / 5.0));
        double[] ticks = [.. Enumerable.Range(0, ((last - first) / every) + 1).Select(i => Math.Pow(10, first + (i * every)))];
        return new(Math.Pow(10, first), Math.Max(Math.Pow(10, last), ticks[^1]), from, to, true, ticks);
    }

    /// <summary>The smallest of the choices times a power of ten that is no smaller than <paramref name="least"/>.</summary>
    private static double Step(double least, double[] choices)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * choices.First(c => c * power >= least * (1 - 1e-9));
    }
}
