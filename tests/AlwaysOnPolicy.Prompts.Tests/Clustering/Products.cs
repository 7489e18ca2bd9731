namespace AlwaysOnPolicy.Prompts.Tests.Clustering;

internal static class Products
{
    /// <summary>The scalar product whose terms are added one by one, rounded once a term: what pairs are ordered by, on every processor.</summary>
    public static float Of(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum = MathF.FusedMultiplyAdd(a[i], b[i], sum);
        return sum;
    }
}
