using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class AttentionMaskTests
{
    [Fact]
    public void A_query_sees_what_is_real_and_not_later() =>
        Drawn(AttentionMask.Causal(tensor(new[] { 0L, 1, 1, 1 }).unsqueeze(0))).ShouldBe(["....", ".x..", ".xx.", ".xxx"]);

    [Fact]
    public void A_window_counts_the_query_itself() =>
        Drawn(AttentionMask.Causal(ones(1, 5, ScalarType.Int64), window: 2)).ShouldBe(["x....", "xx...", ".xx..", "..xx.", "...xx"]);

    private static string[] Drawn(Tensor mask)   // [1, 1, T, S]
    {
        using (mask)
            return [.. Enumerable.Range(0, (int)mask.shape[2]).Select(t =>
                string.Concat(Enumerable.Range(0, (int)mask.shape[3]).Select(s => mask[0, 0, t, s].item<float>() == 0 ? 'x' : '.')))];
    }
}
