using AlwaysOnPolicy.Learning.Optimization;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

public class BatchesTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(100)]
    public void An_epoch_holds_every_row_once_in_an_order_of_its_seed(int window)
    {
        var lengths = Enumerable.Range(0, 23).Select(i => i * 7 % 5).ToArray();
        int[][] Epoch(ulong seed) => [.. Batches.Epoch(lengths, 4, window, new(seed))];

        Epoch(1).Length.ShouldBe(6);
        Epoch(1).SelectMany(b => b).Order().ShouldBe(Enumerable.Range(0, 23));
        Epoch(1).SelectMany(b => b).ShouldBe(Epoch(1).SelectMany(b => b));
        Epoch(1).SelectMany(b => b).ShouldNotBe(Epoch(2).SelectMany(b => b));
    }

    [Fact]
    public void A_window_puts_rows_of_like_length_together()
    {
        var lengths = Enumerable.Range(0, 64).Select(i => i * 37 % 64).ToArray();
        int Padding(int window) => Batches.Epoch(lengths, 4, window, new(1)).Sum(b => b.Sum(r => b.Max(o => lengths[o]) - lengths[r]));

        Padding(16).ShouldBe(16 * (1 + 2 + 3));
        Padding(4).ShouldBeLessThan(Padding(1) / 2);
    }
}
