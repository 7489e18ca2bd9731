using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Tests.Runtime;

public sealed class SideBySideTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(7, 3)]
    [InlineData(1000, 2)]
    public void Every_part_runs_once(int parts, int threads)
    {
        var runs = new int[parts];
        for (var again = 1; again <= 200; again++)
        {
            SideBySide.Run(parts, threads, part => Interlocked.Increment(ref runs[part]));
            runs.ShouldAllBe(count => count == again);
        }
    }

    [Fact]
    public async Task Callers_on_several_threads_each_get_their_own_parts()
    {
        var sums = await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() =>
        {
            long sum = 0;
            for (var again = 0; again < 500; again++) SideBySide.Run(10, 2, part => Interlocked.Add(ref sum, part + caller));
            return sum;
        })));
        sums.ShouldBe([500 * 45, 500 * 55, 500 * 65, 500 * 75]);
    }

    [Fact]
    public void A_part_may_divide_its_work_again()
    {
        var runs = 0;
        SideBySide.Run(4, 2, _ => SideBySide.Run(5, 2, _ => Interlocked.Increment(ref runs)));
        runs.ShouldBe(20);
    }

    [Fact]
    public void Helpers_that_sleep_are_woken()
    {
        // Another caller may take the helper away at any time, and the work is done all the same: so it is tried again.
        for (var again = 0; ; again++)
        {
            again.ShouldBeLessThan(1000);
            Thread.Sleep(20);   // longer than they stay awake
            using var both = new Barrier(2);
            var together = true;
            SideBySide.Run(2, 2, _ => together &= both.SignalAndWait(TimeSpan.FromMilliseconds(50)));
            if (together) return;
        }
    }

    [Fact]
    public void A_part_that_fails_fails_the_call_and_the_next_call_works()
    {
        Should.Throw<InvalidOperationException>(() => SideBySide.Run(8, 2, part =>
        {
            if (part == 3) throw new InvalidOperationException("part 3");
        })).Message.ShouldBe("part 3");
        var runs = 0;
        SideBySide.Run(8, 2, _ => Interlocked.Increment(ref runs));
        runs.ShouldBe(8);
    }
}
