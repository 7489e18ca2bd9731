using AlwaysOnPolicy.Reports.Plots;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.0, 10.0, "0.0|2.5|5.0|7.5|10.0")]
    [InlineData(-0.03, 0.011, "−0.04|−0.02|0.00|0.02")]
    [InlineData(0.97, 1.02, "0.96|0.98|1.00|1.02")]
    [InlineData(5.0, 5.0, "4.50|4.75|5.00|5.25|5.50")]
    [InlineData(0.0, 0.0, "0.00|0.25|0.50|0.75|1.00")]
    [InlineData(1.0, 1e6, "1|100|10,000|1e6")]
    public void Ticks_are_round_and_enclose_the_values(double low, double high, string expected)
    {
        var axis = Axis.Fit([low, high, double.NaN], 0, 100);
        string.Join('|', axis.Ticks.Select(axis.Label)).ShouldBe(expected);
        axis.At(low).ShouldBeInRange(0, 100);
        axis.At(high).ShouldBeInRange(axis.At(low), 100);
    }

    [Theory]
    [InlineData(1, 2, "1|2")]
    [InlineData(1, 6, "1|2|3|4|5|6")]
    [InlineData(1, 160, "20|40|60|80|100|120|140|160")]
    [InlineData(0.75, 4.25, "1|2|3|4")]
    [InlineData(1, 4800, "1,000|2,000|3,000|4,000")]
    public void Steps_and_iterations_have_ticks_at_whole_numbers(double low, double high, string expected)
    {
        var axis = Axis.Counting(low, high, 0, 320);
        string.Join('|', axis.Ticks.Select(axis.Label)).ShouldBe(expected);
    }

    [Fact]
    public void Counts_have_ticks_at_whole_numbers()
    {
        var axis = Axis.Fit([0, 1, 2], 0, 100, counts: true);
        string.Join('|', axis.Ticks.Select(axis.Label)).ShouldBe("0|1|2");
    }

    [Fact]
    public void Ends_lie_at_the_ends() => (Axis.Fit([0, 4], 200, 20).At(0), Axis.Fit([0, 4], 200, 20).At(4)).ShouldBe((200, 20));

    [Fact]
    public void No_value_gives_zero_to_one() => Axis.Fit([double.NaN], 0, 1).Ticks.ShouldBe([0, 0.25, 0.5, 0.75, 1]);

    [Fact]
    public void A_moving_average_takes_in_its_neighbours_and_leaves_out_what_is_no_number()
    {
        TrainingChart.Smooth([1, 3]).ShouldBe([2, 2]);
        TrainingChart.Smooth([double.NaN, 4]).ShouldBe([4, 4]);
        TrainingChart.Smooth([double.NaN])[0].ShouldBe(double.NaN);
        var impulse = new double[20];
        impulse[10] = 9;
        TrainingChart.Smooth(impulse).Select(v => Math.Round(v, 9)).ShouldBe([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    }
}
