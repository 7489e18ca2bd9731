using AlwaysOnPolicy.Prompts.Clustering;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>How many wholly different texts would be as diverse as these: exp of the entropy of the eigenvalues of their cosines over N (Friedman and Dieng
/// 2023).</summary>
public static class VendiScore
{
    /// <summary>The score of some embeddings.</summary>
    /// <param name="rows">[N][D], at least one.</param>
    /// <returns>1, where all are alike, to the smaller of N and D.</returns>
    public static double Of(IReadOnlyList<float[]> rows)
    {
        // The D × D matrix has the same eigenvalues above 0 as the N × N one.
        double[][] unit = [.. rows.Select(NearestNeighbours.Unit)];
        var side = unit.Length <= unit[0].Length ? unit : [.. Enumerable.Range(0, unit[0].Length).Select(j => unit.Select(r => r[j]).ToArray())];
        double[][] matrix = [.. side.Select(_ => new double[side.Length])];
        using var packed = PackedRows<double>.Of(side);
        packed.Multiply(0, side.Length, packed, side.Length, (row, other, cosines) =>
        {
            for (var i = row; i < Math.Min(side.Length, row + PackedRows<double>.Group); i++)
                for (var j = other; j < Math.Min(side.Length, other + PackedRows<double>.Panel); j++)
                    matrix[i][j] = cosines[((i - row) * PackedRows<double>.Panel) + j - other] / rows.Count;
        });
        return Math.Exp(-SymmetricEigen.ValuesOf(matrix).Where(v => v > 0).Sum(v => v * Math.Log(v)));
    }
}
