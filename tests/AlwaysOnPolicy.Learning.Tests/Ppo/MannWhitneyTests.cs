using System.Text.Json;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

public sealed class MannWhitneyTests
{
    [Theory]
    [InlineData(3, 0, 0.1)]           // 2 of 20 orders
    [InlineData(5, 2, 8.0 / 252)]     // 1 + 1 + 2 orders with U up to 2, on either side
    [InlineData(8, 13, 0.0498834)]    // the tabled critical value of 8 and 8 at .05
    [InlineData(8, 14, 0.0649573)]
    public void P_of_equal_samples_without_ties_is_the_tabled_one(int size, int u, double expected)
    {
        var (first, second) = WithU(size, u);
        MannWhitney.U(first, second).ShouldBe(u);
        MannWhitney.ExactP(first, second).ShouldBe(expected, 1e-6);
        MannWhitney.ExactP(second, first).ShouldBe(expected, 1e-6);
    }

    /// <summary>Its exact p is of numbers without ties.</summary>
    [Fact]
    public void U_and_exact_p_equal_the_reference()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Goldens.Material("statistics/cases.json")));
        var exact = 0;
        foreach (var golden in file.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("group").GetString() == "mann-whitney"))
        {
            double[] Sample(string name) => [.. golden.GetProperty("inputs").GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
            MannWhitney.U(Sample("a"), Sample("b")).ShouldBe(golden.GetProperty("expected").GetProperty("u_first").GetDouble());
            if (!golden.GetProperty("expected").TryGetProperty("exact_p", out var p)) continue;
            exact++;
            MannWhitney.ExactP(Sample("a"), Sample("b")).ShouldBe(p.GetDouble(), 1e-12);
        }
        exact.ShouldBe(1);
    }

    [Fact]
    public void Ties_share_their_ranks() =>
        // ranks 1, 2.5, 2.5, 4: of the six pairs' sums 3.5, 3.5, 5, 5, 6.5, 6.5 four are 1.5 from 5
        MannWhitney.ExactP([1, 2], [2, 3]).ShouldBe(4.0 / 6, 1e-12);

    [Fact]
    public void Equal_numbers_show_no_difference() => MannWhitney.ExactP([1, 1], [1, 1, 1]).ShouldBe(1);

    [Fact]
    public void What_has_no_rank_is_refused()
    {
        Should.Throw<ArgumentException>(() => MannWhitney.ExactP([], [1]));
        Should.Throw<ArgumentException>(() => MannWhitney.ExactP([double.NaN], [1]));
    }

    [Fact]
    public void Exact_p_is_that_of_every_shuffle_counted()
    {
        double[] numbers = [1, 2, 2, 3, 5, 8, 8];
        static double Distance(IEnumerable<double> first, IEnumerable<double> second) => Math.Abs(MannWhitney.U([.. first], [.. second]) - 6);
        var choices = Enumerable.Range(0, 1 << 7).Where(bits => int.PopCount(bits) == 3)
            .Select(bits => (First: numbers.Where((_, i) => (bits >> i & 1) == 1).ToArray(),
                Second: numbers.Where((_, i) => (bits >> i & 1) == 0).ToArray())).ToArray();
        choices.Length.ShouldBe(35);
        foreach (var (first, second) in choices)
            MannWhitney.ExactP(first, second).ShouldBe(choices.Count(c => Distance(c.First, c.Second) >= Distance(first, second)) / 35.0, 1e-12);
    }

    /// <summary>Two samples of one size: the first is larger in exactly <paramref name="u"/> pairs.</summary>
    private static (double[] First, double[] Second) WithU(int size, int u)
    {
        var second = Enumerable.Range(1, size).Select(i => (double)i).ToArray();
        var first = new double[size];
        for (var i = 0; i < size; i++)
        {
            var beaten = Math.Min(size, u);
            u -= beaten;
            first[i] = beaten + 0.5 + (0.001 * i);
        }
        return (first, second);
    }
}
