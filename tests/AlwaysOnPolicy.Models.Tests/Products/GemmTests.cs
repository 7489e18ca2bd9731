using System.Runtime.Intrinsics;
using AlwaysOnPolicy.Models.Products;

namespace AlwaysOnPolicy.Models.Tests.Products;

public sealed class GemmTests
{
    /// <summary>Sizes on both sides of a tile's, of a block's, and of what one thread takes.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 12, 16, 32 }, { 13, 5, 33 }, { 11, 385, 31 }, { 241, 7, 513 }, { 25, 400, 65 }, { 300, 384, 520 }, { 48, 2, 7 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Products_of_matrices_in_any_layout_equal_sums_in_double(int rows, int depth, int columns)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no 512-bit vectors");
        var random = new Random(rows + (1000 * depth) + columns);
        float[] left = Draw(random, rows * depth), right = Draw(random, depth * columns);
        float[] bias = Draw(random, columns), start = Draw(random, rows * columns);
        (bool, bool, int)[] layouts = [(false, false, 1), (true, false, 2), (false, true, 2), (true, true, 3)];
        foreach (var (isLeftTransposed, isRightTransposed, threads) in layouts)
        {
            var sums = Multiply(left, right, start, null, rows, depth, columns, isLeftTransposed, isRightTransposed, threads, add: true);
            var biased = Multiply(left, right, start, bias, rows, depth, columns, isLeftTransposed, isRightTransposed, threads, add: false);
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    var product = 0.0;
                    for (var k = 0; k < depth; k++)
                    {
                        product += (double)left[isLeftTransposed ? (k * rows) + r : (r * depth) + k]
                            * right[isRightTransposed ? (c * depth) + k : (k * columns) + c];
                    }
                    sums[(r * columns) + c].ShouldBe((float)(product + start[(r * columns) + c]), 1e-4);
                    biased[(r * columns) + c].ShouldBe((float)(product + bias[c]), 1e-4);
                }
            }
        }
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_its_neighbours_and_the_threads()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no 512-bit vectors");
        var random = new Random(5);
        float[] left = Draw(random, 500 * 700), right = Draw(random, 700 * 300), nothing = new float[500 * 300];
        var all = Multiply(left, right, nothing, null, 500, 700, 300, false, false, threads: 3, add: false);
        var first = Multiply(left[..(7 * 700)], right, nothing[..(7 * 300)], null, 7, 700, 300, false, false, threads: 1, add: false);
        first.ShouldBe(all[..(7 * 300)]);
    }

    private static unsafe float[] Multiply(
        float[] left, float[] right, float[] start, float[]? bias, int rows, int depth, int columns, bool isLeftTransposed, bool isRightTransposed,
        int threads, bool add)
    {
        var into = (float[])start.Clone();
        fixed (float* l = left, r = right, t = into, b = bias)
        {
            var x = isLeftTransposed ? new Matrix((nint)l, depth, rows, rows, 1).Transposed : new Matrix((nint)l, rows, depth, depth, 1);
            var w = isRightTransposed ? new Matrix((nint)r, columns, depth, depth, 1).Transposed : new Matrix((nint)r, depth, columns, columns, 1);
            Gemm.Multiply(x, w, new Matrix((nint)t, rows, columns, columns, 1), b, add, threads);
        }
        return into;
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
}
