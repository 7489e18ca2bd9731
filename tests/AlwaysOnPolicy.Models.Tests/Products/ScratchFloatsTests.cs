using AlwaysOnPolicy.Models.Products;

namespace AlwaysOnPolicy.Models.Tests.Products;

public sealed unsafe class ScratchFloatsTests
{
    [Fact]
    public void Where_there_is_no_more_memory_what_was_given_back_is_not_handed_out_again()
    {
        var scratch = new ScratchFloats();
        scratch.Of(1000);
        Should.Throw<OutOfMemoryException>(() => scratch.Of(nint.MaxValue / 8));
        var other = new ScratchFloats();
        new Span<float>(other.Of(1000), 1000).Fill(1);      // may lie where the first lay
        new Span<float>(scratch.Of(1000), 1000).Fill(2);
        new ReadOnlySpan<float>(other.Of(1000), 1000).IndexOfAnyExcept(1f).ShouldBe(-1);
        GC.KeepAlive(scratch);
    }
}
