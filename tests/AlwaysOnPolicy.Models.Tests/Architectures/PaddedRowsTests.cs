using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class PaddedRowsTests
{
    [Fact]
    public void Rows_are_filled_up_on_the_right()
    {
        using var scope = NewDisposeScope();
        var (ids, mask) = PaddedRows.Right([[5, 6, 7], [8]], padId: 9);

        ids.shape.ShouldBe([2, 3]);
        ids.data<long>().ToArray().ShouldBe([5, 6, 7, 8, 9, 9]);
        mask.data<long>().ToArray().ShouldBe([1, 1, 1, 1, 0, 0]);
    }

    [Fact]
    public void Rows_are_filled_up_on_the_left()
    {
        using var scope = NewDisposeScope();
        var (ids, mask) = PaddedRows.Left([[5, 6, 7], [8], []], padId: 9);

        ids.data<long>().ToArray().ShouldBe([5, 6, 7, 9, 9, 8, 9, 9, 9]);
        mask.data<long>().ToArray().ShouldBe([1, 1, 1, 0, 0, 1, 0, 0, 0]);
    }
}
