using TorchSharp;

namespace AlwaysOnPolicy.Models.Tests.Runtime;

public sealed class TorchNativeTests
{
    [Fact]
    public void Torch_computes_on_this_machine()
    {
        using var sum = torch.ones(3).sum();
        sum.item<float>().ShouldBe(3f);
    }
}
