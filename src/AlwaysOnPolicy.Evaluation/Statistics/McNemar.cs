namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>McNemar's test (1947) of two raters on the same items: is one right where the other is wrong as often as the other way round?
/// Items on which both are right, or both wrong, carry no information on that.</summary>
public static class McNemar
{
    /// <summary>Exact two-sided p. It holds for any number of items.</summary>
    /// <returns>1 when the two never differ.</returns>
    public static double ExactP(int onlyFirstRight, int onlySecondRight) => Binomial.SignTestP(onlyFirstRight, onlySecondRight);
}
