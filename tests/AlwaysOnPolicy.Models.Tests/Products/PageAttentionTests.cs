using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Tests.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Products;

public sealed unsafe class PageAttentionTests
{
    [Theory]
    [InlineData(4, 4, 16, null, null), InlineData(6, 2, 64, null, null), InlineData(3, 1, 80, 9, null), InlineData(2, 2, 6, null, 5.0),
     InlineData(8, 1, 24, 40, 3.0)]
    public void Pages_in_any_order_and_tokens_in_any_pieces_give_masked_attention(int heads, int shared, int size, int? window, double? cap)
    {
        const int Tokens = 75;
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        var (q, k, v) = (randn(Tokens, heads, size), randn(Tokens, shared, size), randn(Tokens, shared, size));
        var rule = new ScoreRule(0.3f, (float?)cap, window);
        foreach (var isHalf in new[] { false, true })
        {
            var (keys, values) = isHalf ? (Rounded(k), Rounded(v)) : (k, v);
            var expected = Expected(q, keys, values, rule);
            var whole = Run(q, k, v, rule, isHalf, [Tokens]);
            whole.ShouldBeClose(expected, 1e-5, "in one piece");
            foreach (var pieces in new int[][] { [40, 35], [1, 32, 1, 41], [.. Enumerable.Repeat(1, Tokens)] })
                Run(q, k, v, rule, isHalf, pieces).Equals(whole).ShouldBeTrue(string.Join(' ', pieces));
        }
    }

    private static Tensor Rounded(Tensor x) => x.to(ScalarType.BFloat16).to(ScalarType.Float32);

    private static Tensor Run(Tensor q, Tensor k, Tensor v, ScoreRule rule, bool isHalf, int[] pieces)
    {
        var (heads, shared, size) = ((int)q.size(1), (int)k.size(1), (int)q.size(2));
        using var cache = new CachePages(1, shared, size, 5, isHalf);
        int[] pages = [4, 0, 2];
        var into = zeros(q.size(0), heads * size);
        var first = 0;
        foreach (var count in pieces)
        {
            for (var t = first; t < first + count; t++)
                cache.Store(0, pages[t / CachePages.PageTokens], t % CachePages.PageTokens, At(k, t * shared * size), At(v, t * shared * size));
            PageAttention.Run(cache, 0, [new(0, count, first, first + count, pages)], At(q, first * heads * size), heads * size, At(into, first * heads * size),
                heads * size, heads, rule, threads: 2);
            first += count;
        }
        return into;
    }

    private static float* At(Tensor tensor, int number) => (float*)TensorMemory.Of(tensor) + number;

    private static Tensor Expected(Tensor q, Tensor k, Tensor v, ScoreRule rule)
    {
        var (tokens, group) = (q.size(0), q.size(1) / k.size(1));
        var scores = q.transpose(0, 1).matmul(k.repeat_interleave(group, 1).permute(1, 2, 0)) * rule.Scale;      // [heads, T, T]
        if (rule.Cap is { } cap) scores = (scores / cap).tanh() * cap;
        var hidden = ones(tokens, tokens).triu(1) + ones(tokens, tokens).tril(-(rule.Window ?? (int)tokens));
        return (scores + (hidden * -1e30)).softmax(-1).matmul(v.repeat_interleave(group, 1).transpose(0, 1)).transpose(0, 1).reshape(tokens, -1);
    }
}
