using System.Numerics.Tensors;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>What a layer's attention does to scores.</summary>
/// <param name="Scale">Multiplies them.</param>
/// <param name="Cap">c of c·tanh(score / c); null leaves them.</param>
/// <param name="Window">How many tokens a query sees, its own included; null is all before it.</param>
internal readonly record struct ScoreRule(float Scale, float? Cap, int? Window);

/// <summary>Attention of new tokens over the keys and values in a <see cref="CachePages"/>, those of the new tokens included.</summary>
/// <remarks>What comes out for a token depends on its row alone, whatever rows and however many of its own tokens are beside it.</remarks>
internal static unsafe class PageAttention
{
    // Query tokens worked on at a time: each reads the pages once.
    private const int QueryBlock = 16;

    [ThreadStatic]
    private static ScratchFloats? t_buffers;

    /// <param name="queries">[tokens, heads · size] float32.</param>
    /// <param name="queryStep">Numbers from one token to the next.</param>
    /// <param name="into">As the queries.</param>
    /// <param name="heads">Of queries; equal groups share a head of keys and values.</param>
    public static void Run(
        CachePages cache, int layer, IReadOnlyList<PageRow> rows, float* queries, nint queryStep, float* into, nint intoStep, int heads, ScoreRule rule,
        int threads)
    {
        var blocks = new List<(PageRow Row, int First, int Count)>();
        var pairs = 0.0;
        foreach (var row in rows)
            for (var first = 0; first < row.Count; first += QueryBlock)
            {
                blocks.Add((row, first, Math.Min(QueryBlock, row.Count - first)));
                pairs += (double)blocks[^1].Count * (row.Position + first + 1);
            }
        if (pairs * heads * cache.HeadSize < 2e5) threads = 1;
        var (from, to) = ((nint)queries, (nint)into);
        // All heads of a row lie side by side in a page; they are divided only where there are too few rows.
        var together = blocks.Count < 4 * threads ? 1 : cache.Heads;
        SideBySide.Run(blocks.Count * cache.Heads / together, threads, part =>
        {
            for (var unit = part * together; unit < (part + 1) * together; unit++) Unit(unit);
        });

        void Unit(int unit)
        {
            var (row, first, count) = blocks[unit / cache.Heads];
            var head = unit % cache.Heads;
            var group = heads / cache.Heads;
            var block = new Block(row, row.Position + first, count, group,
                (float*)from + ((row.First + first) * queryStep) + ((nint)head * group * cache.HeadSize), queryStep,
                (float*)to + ((row.First + first) * intoStep) + ((nint)head * group * cache.HeadSize), intoStep);
            if (cache.IsHalf) Run<Bfloat16Numbers>(cache, layer, head, block, rule);
            else Run<Float32Numbers>(cache, layer, head, block, rule);
        }
    }

    /// <summary>Queries of a group of heads at neighbouring places of a row.</summary>
    private readonly struct Block(PageRow row, int position, int count, int group, float* queries, nint queryStep, float* into, nint intoStep)
    {
        public PageRow Row => row;
        public int Rows => count * group;
        public int Visible(int r) => position + (r / group) + 1;
        public float* Query(int r, int size) => queries + (r / group * queryStep) + ((nint)(r % group) * size);
        public float* Into(int r, int size) => into + (r / group * intoStep) + ((nint)(r % group) * size);
    }

    private static void Run<T>(CachePages cache, int layer, int head, Block block, ScoreRule rule) where T : INumbers
    {
        const int Page = CachePages.PageTokens;
        var (rows, size, end) = (block.Rows, cache.HeadSize, block.Visible(block.Rows - 1));
        var begin = Math.Max(0, block.Visible(0) - (rule.Window ?? int.MaxValue)) / Page * Page;
        nint width = (end - begin + Page - 1) / Page * Page;
        var tall = (rows + 3) / 4 * 4;
        var buffers = t_buffers ??= new();
        var scores = buffers.Of((tall * width) + ((nint)tall * cache.ValueWidth));
        var mixed = scores + (tall * width);
        for (var at = begin; at < end; at += Page)
        {
            byte* keys = cache.KeysOf(layer, block.Row.PageOf(at), head), values = cache.ValuesOf(layer, block.Row.PageOf(at), head);
            var next = at + Page < end ? cache.KeysOf(layer, block.Row.PageOf(at + Page), head)
                : head + 1 < cache.Heads ? cache.KeysOf(layer, block.Row.PageOf(begin), head + 1) : null;
            for (var r = 0; r < rows; r += 4)
            {
                var to = scores + (r * width) + (at - begin);
                if (rows - r == 1) AttentionTile.Scores<T>(block.Query(r, size), keys, values, next, size, to);
                else
                    AttentionTile.Scores<T>(block.Query(r, size), block.Query(r + 1, size), block.Query(Math.Min(r + 2, rows - 1), size),
                        block.Query(Math.Min(r + 3, rows - 1), size), keys, values, next, size, to, width);
            }
        }
        for (var r = 0; r < rows; r++)
        {
            var visible = block.Visible(r);
            Softmax(new(scores + (r * width), (int)width), Math.Max(0, visible - (rule.Window ?? int.MaxValue)) - begin, visible - begin, rule);
        }
        new Span<float>(mixed, tall * cache.ValueWidth).Clear();
        for (var at = begin; at < end; at += Page)
        {
            var values = cache.ValuesOf(layer, block.Row.PageOf(at), head);
            var count = Math.Min(Page, end - at);
            for (var r = 0; r < rows; r += 4)
            {
                float* w = scores + (r * width) + (at - begin), to = mixed + ((nint)r * cache.ValueWidth);
                if (rows - r == 1) AttentionTile.Mix<T>(w, values, cache.ValueWidth, count, to);
                else AttentionTile.Mix<T>(w, w + width, w + (Math.Min(2, rows - 1 - r) * width), w + (Math.Min(3, rows - 1 - r) * width),
                    values, cache.ValueWidth, count, to);
            }
        }
        for (var r = 0; r < rows; r++) new ReadOnlySpan<float>(mixed + ((nint)r * cache.ValueWidth), size).CopyTo(new(block.Into(r, size), size));
    }

    /// <summary>Scores from <paramref name="begin"/> to <paramref name="end"/> become weights; all others become 0.</summary>
    private static void Softmax(Span<float> row, int begin, int end, ScoreRule rule)
    {
        row[..begin].Clear();
        row[end..].Clear();
        var scores = row[begin..end];
        if (rule.Cap is { } cap)
        {
            TensorPrimitives.Multiply(scores, rule.Scale / cap, scores);
            TensorPrimitives.Tanh<float>(scores, scores);
            TensorPrimitives.Multiply(scores, cap, scores);
        }
        else TensorPrimitives.Multiply(scores, rule.Scale, scores);
        var sum = VectorRow.ExpSum(scores, TensorPrimitives.Max<float>(scores));
        TensorPrimitives.Multiply(scores, 1 / sum, scores);
    }
}
