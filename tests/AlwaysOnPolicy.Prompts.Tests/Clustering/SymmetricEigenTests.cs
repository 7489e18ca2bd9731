using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests.Clustering;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void A_matrix_solved_by_hand_has_the_eigenvalues_3_and_1()
    {
        var eigen = SymmetricEigen.Of([[2, 1], [1, 2]], 2);
        eigen.Values[0].ShouldBe(3, 1e-14);
        eigen.Values[1].ShouldBe(1, 1e-14);
        Math.Abs(eigen.Vectors[0][0] - eigen.Vectors[0][1]).ShouldBeLessThan(1e-14);
        Math.Abs(eigen.Vectors[1][0] + eigen.Vectors[1][1]).ShouldBeLessThan(1e-14);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(17, 2)]
    [InlineData(40, 0)]
    [InlineData(40, 40)]
    [InlineData(90, 6)]
    public void The_matrix_turns_none_of_its_eigenvectors_which_stand_upright_on_one_another(int size, int rank)
    {
        // A sum of so many outer products: where there are fewer than rows, eigenvalue 0 comes many times.
        var random = new SeededRandom(5);
        double[][] Zeros() => [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        var matrix = Zeros();
        for (var r = 0; r < rank; r++)
        {
            double[] v = [.. Enumerable.Range(0, size).Select(_ => random.NextGaussian())];
            for (var i = 0; i < size; i++)
                for (var j = 0; j < size; j++) matrix[i][j] += v[i] * v[j];
        }
        var eigen = SymmetricEigen.Of([.. matrix.Select(r => r.ToArray())], size);
        eigen.Values.ShouldBe([.. eigen.Values.OrderDescending()]);
        for (var k = 0; k < size; k++)
        {
            var vector = eigen.Vectors[k];
            for (var i = 0; i < size; i++) matrix[i].Zip(vector, (a, b) => a * b).Sum().ShouldBe(eigen.Values[k] * vector[i], 1e-11);
            for (var other = 0; other < size; other++)
                eigen.Vectors[other].Zip(vector, (a, b) => a * b).Sum().ShouldBe(other == k ? 1 : 0, 1e-12);
        }
        eigen.Values.Sum().ShouldBe(matrix.Select((r, i) => r[i]).Sum(), 1e-10);
    }

    [Fact]
    public void Rows_that_are_few_beside_their_width_have_components_too()
    {
        // Of n unit vectors at right angles the covariance is (I − J/n)/(n − 1): the eigenvalue 1/(n − 1) comes n − 1 times, else all is 0 or rounding.
        double[][] rows = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 200).Select(j => j == (23 * i) + 5 ? 1.0 : 0).ToArray())];
        Pca.Fit(rows, 8).ExplainedVariance.Zip([1, 1, 1, 1, 1, 1, 1, 0], (a, b) => Math.Abs(a - (b / 7.0))).Max().ShouldBeLessThan(1e-15);
    }

    [Fact]
    public void A_matrix_with_what_is_no_number_is_an_error() =>
        Should.Throw<ArithmeticException>(() => SymmetricEigen.Of([[double.NaN, 1], [1, 2]], 1));
}
