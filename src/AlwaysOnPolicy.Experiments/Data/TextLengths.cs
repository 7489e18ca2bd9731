namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Lengths of texts, in characters.</summary>
/// <param name="Shortest">The least.</param>
/// <param name="Median">That which half of the texts keep to.</param>
/// <param name="NinetyFifthPercentile">That which 95 % of the texts keep to.</param>
/// <param name="Longest">The greatest.</param>
public sealed record TextLengths(int Shortest, int Median, int NinetyFifthPercentile, int Longest)
{
    /// <summary>Measures texts.</summary>
    /// <returns>Null where there is no text.</returns>
    public static TextLengths? Of(IEnumerable<string> texts)
    {
        int[] sorted = [.. texts.Select(t => t.Length).Order()];
        if (sorted.Length == 0) return null;
        int At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        return new(sorted[0], At(0.5), At(0.95), sorted[^1]);
    }
}
