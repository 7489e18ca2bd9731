using AlwaysOnPolicy.Learning.Optimization;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

public class LinearScheduleTests
{
    [Fact]
    public void Rises_from_zero_then_falls_towards_zero()
    {
        var schedule = new LinearSchedule(2, 6);
        Enumerable.Range(0, 8).Select(schedule.Factor).ShouldBe([0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0]);
    }

    [Fact]
    public void Falls_to_the_final_fraction_and_no_further()
    {
        var schedule = new LinearSchedule(0, 4, 0.2);
        var factors = Enumerable.Range(0, 6).Select(schedule.Factor).ToArray();
        double[] expected = [1, 0.8, 0.6, 0.4, 0.2, 0.2];
        for (var i = 0; i < expected.Length; i++) factors[i].ShouldBe(expected[i], 1e-12);
    }

    [Fact]
    public void A_final_fraction_of_one_keeps_the_rate() =>
        Enumerable.Range(0, 9).Select(new LinearSchedule(0, 4, 1).Factor).ShouldAllBe(f => f == 1);

    [Fact]
    public void A_warm_up_longer_than_the_run_only_rises() =>
        Enumerable.Range(0, 3).Select(new LinearSchedule(10, 3).Factor).ShouldBe([0, 0.1, 0.2]);
}
