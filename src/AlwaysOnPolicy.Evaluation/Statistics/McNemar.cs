using MathNet.Numerics.Distributions;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>McNemar's test (1947) of two raters on the same items: is one right where the other is wrong as often as the other way round?
/// Items on which both are right, or both wrong, carry no information on that.</summary>
public static class McNemar
{
    /// <summary>Exact two-sided p. It holds for any number of items.</summary>
    /// <returns>1 when the two never differ.</returns>
    public static double ExactP(int onlyFirstRight, int onlySecondRight) => Binomial.SignTestP(onlyFirstRight, onlySecondRight);

    /// <summary>(b − c)² / (b + c); with Edwards' correction for continuity (|b − c| − 1)² / (b + c).</summary>
    /// <returns>Null when the two never differ: 0/0.</returns>
    public static double? ChiSquare(int onlyFirstRight, int onlySecondRight, bool corrected = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        var differing = onlyFirstRight + onlySecondRight;
        if (differing == 0) return null;
        double distance = Math.Abs(onlyFirstRight - onlySecondRight) - (corrected ? 1 : 0);
        return distance * distance / differing;
    }

    /// <summary>The p that <see cref="ChiSquare"/> has with one degree of freedom: an approximation, fair from some 25 differing items on.</summary>
    /// <returns>Null when the two never differ.</returns>
    public static double? ChiSquareP(int onlyFirstRight, int onlySecondRight, bool corrected = true) =>
        ChiSquare(onlyFirstRight, onlySecondRight, corrected) is { } statistic ? 2 * Normal.CDF(0, 1, -Math.Sqrt(statistic)) : null;
}
