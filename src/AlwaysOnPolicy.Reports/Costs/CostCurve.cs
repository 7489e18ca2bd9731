namespace AlwaysOnPolicy.Reports.Costs;

/// <summary>Straight lines between points of rising cost.</summary>
internal static class CostCurve
{
    /// <summary>The value at a cost; beyond the ends, that of the end.</summary>
    public static double ValueAt(IReadOnlyList<(double Cost, double Value)> points, double cost)
    {
        for (var i = 1; i < points.Count; i++)
            if (cost <= points[i].Cost) return Between(points[i - 1].Value, points[i].Value, Share(points[i - 1].Cost, points[i].Cost, cost));
        return points[^1].Value;
    }

    /// <summary>The least cost at which a value is reached; null where it never is.</summary>
    public static double? FirstCost(IReadOnlyList<(double Cost, double Value)> points, double value)
    {
        if (points[0].Value >= value) return points[0].Cost;
        for (var i = 1; i < points.Count; i++)
            if (points[i].Value >= value) return Between(points[i - 1].Cost, points[i].Cost, Share(points[i - 1].Value, points[i].Value, value));
        return null;
    }

    private static double Between(double from, double to, double share) => from + ((to - from) * share);

    private static double Share(double from, double to, double at) => to > from ? Math.Clamp((at - from) / (to - from), 0, 1) : 1;
}
