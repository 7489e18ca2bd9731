using System.Numerics.Tensors;
using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Runs a language model over tokens of any rows, packed, with keys and values in a <see cref="CachePages"/>. For generation: no gradient, and what
/// comes out for a token does not depend on the other rows.</summary>
/// <remarks>Norms, positions, attention and activations are computed in float32, and so are the sums of products, whatever the weights are.</remarks>
internal sealed unsafe class CachedDecoder : IDisposable
{
    private readonly DecodingPlan _plan;
    private readonly CachePages _cache;
    private readonly Layer[] _layers;
    private readonly RowMap _head;
    private readonly RowBuffer _x, _read, _second, _queryKeyValue, _mixed, _branch, _inner, _logits;
    private readonly Dictionary<Rope, (float[] Cos, float[] Sin)> _turns = new(ReferenceEqualityComparer.Instance);
    private readonly int[] _places;
    private readonly float[] _placeRow;
    private readonly bool _isOrdered;
    private readonly int _width, _threads;

    /// <param name="tokens">Most in one pass.</param>
    /// <param name="rows">Most in a pass that gives logits.</param>
    /// <param name="pages">Of the cache.</param>
    public CachedDecoder(CausalModel model, int tokens, int rows, int pages)
    {
        _plan = model.ForRows();
        (_width, _threads, _isOrdered) = (model.HiddenSize, TorchThreads.Current, model.Deterministic);
        _places = new int[tokens];
        _placeRow = new float[_width];
        _layers = [.. _plan.Layers.Select(l => new Layer(l))];
        _head = new(model.Head, asHead: model.Head.IsLookup);
        _cache = new(_layers.Length, _plan.KeyValueHeadCount, _plan.HeadSize, pages, _layers[0].Down.IsHalf);
        (_x, _read, _second, _branch) = (New(_width), New(_width), New(_width), New(_width));
        _queryKeyValue = New((_plan.HeadCount + (2 * _plan.KeyValueHeadCount)) * _plan.HeadSize);
        _mixed = New(_plan.HeadCount * _plan.HeadSize);
        _inner = New(_layers.Max(l => l.Up.Sum(m => m.Outputs)));
        _logits = new(rows, model.VocabularySize);
        foreach (var rope in _plan.Layers.Select(l => l.Attention.Rope).OfType<Rope>().Distinct())
            _turns[rope] = (new float[tokens * rope.Pairs], new float[tokens * rope.Pairs]);

        RowBuffer New(int width) => new(tokens, width);
    }

    public CachePages Cache => _cache;

    /// <summary>Whether some layer turns rows of such a length by their length.</summary>
    public bool TurnsByLength(int length) => _turns.Keys.Any(r => r.DependsOnLength(length));

    /// <summary>Puts tokens into the cache that are no row's last.</summary>
    /// <param name="ids">Of all rows, as <see cref="PageRow.First"/> says.</param>
    public void Fill(IReadOnlyList<PageRow> rows, ReadOnlySpan<int> ids) => Run(rows, ids, isPrompt: true);

    /// <summary>Puts one token of each row into the cache.</summary>
    /// <returns>Logits for what follows, [rows, V]; good until the next call.</returns>
    public Span<float> Next(IReadOnlyList<PageRow> rows, ReadOnlySpan<int> ids)
    {
        Run(rows, ids, isPrompt: false);
        for (var r = 0; r < ids.Length; r++) _plan.LastNorm.Run(_x.Row(r), _read.Row(r));
        RowMap.Run([_head], _read, ids.Length, _logits, isPrompt: false, _isOrdered, _threads);
        var logits = new Span<float>(_logits.At, ids.Length * _logits.Width);
        if (_plan.LogitDivisor != 1) TensorPrimitives.Divide(logits, (float)_plan.LogitDivisor, logits);
        if (_plan.LogitCap is not { } cap) return logits;
        TensorPrimitives.Divide(logits, (float)cap, logits);
        TensorPrimitives.Tanh<float>(logits, logits);
        TensorPrimitives.Multiply(logits, (float)cap, logits);
        return logits;
    }

    private void Run(IReadOnlyList<PageRow> rows, ReadOnlySpan<int> ids, bool isPrompt)
    {
        Embed(rows, ids);
        FillTurns(rows);
        for (var i = 0; i < _layers.Length; i++)
        {
            var layer = _layers[i];
            var read = Normed(layer.Plan.BeforeAttention, _x, _read, ids.Length);
            Project(i, rows, read, ids.Length, isPrompt);
            if (isPrompt && i == _layers.Length - 1) return;   // its keys and values are all that is read of it
            PageAttention.Run(_cache, i, rows, _queryKeyValue.At, _queryKeyValue.Width, _mixed.At, _mixed.Width, _plan.HeadCount,
                layer.Plan.Attention.Rule, _threads);
            RowMap.Run([layer.Output], _mixed, ids.Length, _branch, isPrompt, _isOrdered, _threads);
            var mlpRead = read;
            if (layer.Plan.IsParallel && layer.Plan.BeforeMlp is not null) mlpRead = Normed(layer.Plan.BeforeMlp, _x, _second, ids.Length);
            else if (layer.Plan.IsParallel && ReferenceEquals(read, _x))
            {
                new Span<float>(_x.At, ids.Length * _width).CopyTo(new(_second.At, ids.Length * _width));
                mlpRead = _second;
            }
            Add(layer.Plan.AfterAttention, layer.Plan.ResidualScale, ids.Length);
            if (!layer.Plan.IsParallel) mlpRead = Normed(layer.Plan.BeforeMlp, _x, _read, ids.Length);
            RowMap.Run(layer.Up, mlpRead, ids.Length, _inner, isPrompt, _isOrdered, _threads);
            RowActivation.Run(layer.Plan.Mlp, _inner, ids.Length, layer.Down.Inputs, _threads);
            RowMap.Run([layer.Down], _inner, ids.Length, _branch, isPrompt, _isOrdered, _threads);
            Add(layer.Plan.AfterMlp, layer.Plan.ResidualScale, ids.Length);
        }
    }

    private void Embed(IReadOnlyList<PageRow> rows, ReadOnlySpan<int> ids)
    {
        var places = new long[_plan.Positions is null ? 0 : ids.Length];
        foreach (var row in rows)
            for (var i = 0; i < row.Count && places.Length > 0; i++) places[row.First + i] = row.Position + i + _plan.PositionOffset;
        if (_plan.Embedding.Lora is not { IsOn: true })
        {
            for (var i = 0; i < ids.Length; i++) EmbedPlain(ids[i], places.Length == 0 ? 0 : (int)places[i], _x.Row(i));
            return;
        }
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var x = _plan.Embedding.Run(tensor(ids.ToArray().Select(i => (long)i).ToArray()));
        if (_plan.EmbeddingScale != 1) x = x * tensor(_plan.EmbeddingScale, x.dtype);
        if (_plan.Positions is not null) x = x + _plan.Positions.index_select(0, tensor(places));
        _x.Rows(ids.Length, 0, _width).copy_(x);
    }

    private void EmbedPlain(int id, int place, Span<float> into)
    {
        TableRow.Read(_plan.Embedding.Weight, id, into);
        if (_plan.EmbeddingScale != 1) TensorPrimitives.Multiply(into, (float)_plan.EmbeddingScale, into);
        if (_plan.Positions is null) return;
        TableRow.Read(_plan.Positions, place, _placeRow);
        TensorPrimitives.Add(into, _placeRow, into);
    }

    private void FillTurns(IReadOnlyList<PageRow> rows)
    {
        for (var r = 0; r < rows.Count; r++) _places.AsSpan(rows[r].First, rows[r].Count).Fill(r);
        foreach (var (rope, (cos, sin)) in _turns)
            foreach (var row in rows)
                for (var i = 0; i < row.Count; i++)
                {
                    var at = (row.First + i) * rope.Pairs;
                    rope.Fill(row.Position + i, row.Length, cos.AsSpan(at, rope.Pairs), sin.AsSpan(at, rope.Pairs));
                }
    }

    private RowBuffer Normed(RowNorm? norm, RowBuffer x, RowBuffer into, int count)
    {
        if (norm is null) return x;
        ForEach(count, r => norm.Run(x.Row(r), into.Row(r)));
        return into;
    }

    private void Add(RowNorm? norm, float scale, int count)
    {
        ForEach(count, r =>
        {
            Span<float> x = _x.Row(r), branch = _branch.Row(r);
            norm?.Run(branch, branch);
            if (scale != 1) TensorPrimitives.Multiply(branch, scale, branch);
            TensorPrimitives.Add<float>(x, branch, x);
        });
    }

    /// <summary>Queries, keys and values of the tokens, normed and turned; keys and values go into the cache.</summary>
    private void Project(int layer, IReadOnlyList<PageRow> rows, RowBuffer read, int count, bool isPrompt)
    {
        var (attention, size) = (_plan.Layers[layer].Attention, _plan.HeadSize);
        var (heads, shared) = (_plan.HeadCount, _plan.KeyValueHeadCount);
        RowMap.Run(_layers[layer].QueryKeyValue, read, count, _queryKeyValue, isPrompt, _isOrdered, _threads);
        var turn = attention.Rope is { } rope ? _turns[rope] : default;
        var pairs = attention.Rope?.Pairs ?? 0;
        ForEach(count, token =>
        {
            var row = rows[_places[token]];
            var i = token - row.First;
            var all = _queryKeyValue.Row(token);
            if (attention.IsFusedByHead) Unfuse(all, heads, size);
            Norm(attention, attention.QueryNorm, all[..(heads * size)]);
            Norm(attention, attention.KeyNorm, all.Slice(heads * size, shared * size));
            if (pairs > 0)
            {
                Span<float> cos = turn.Cos.AsSpan(token * pairs, pairs), sin = turn.Sin.AsSpan(token * pairs, pairs);
                for (var h = 0; h < heads + shared; h++) VectorRow.Turn(all.Slice(h * size, size), cos, sin);
            }
            var at = _queryKeyValue.At + ((nint)token * _queryKeyValue.Width) + (heads * size);
            var position = row.Position + i;
            _cache.Store(layer, row.PageOf(position), position % CachePages.PageTokens, at, at + (shared * size));
        });
    }

    // Of fewer numbers a second thread is not worth its while. Each takes several at a time: one is done sooner than the next is taken.
    private void ForEach(int count, Action<int> work)
    {
        var threads = (long)count * _width < 4096 ? 1 : _threads;
        var parts = Math.Min(count, 2 * threads);
        SideBySide.Run(parts, threads, part =>
        {
            for (var i = count * part / parts; i < count * (part + 1) / parts; i++) work(i);
        });
    }

    private void Norm(DecodingAttention attention, RowNorm? norm, Span<float> all)
    {
        if (norm is null) return;
        if (attention.NormKind == QueryKeyNorm.Whole) norm.Run(all, all);
        else
            for (var h = 0; h < all.Length / _plan.HeadSize; h++)
            {
                var head = all.Slice(h * _plan.HeadSize, _plan.HeadSize);
                norm.Run(head, head, attention.NormKind == QueryKeyNorm.OwnHead ? h : 0);
            }
    }

    /// <summary>From queries, keys and values of each head in turn to all queries, all keys, all values.</summary>
    private static void Unfuse(Span<float> all, int heads, int size)
    {
        var before = all.ToArray();
        for (var h = 0; h < heads; h++)
            for (var part = 0; part < 3; part++) before.AsSpan(((h * 3) + part) * size, size).CopyTo(all[(((part * heads) + h) * size)..]);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _plan.Dispose();
        foreach (var buffer in (RowBuffer[])[_x, _read, _second, _queryKeyValue, _mixed, _branch, _inner, _logits]) buffer.Dispose();
    }

    private sealed class Layer(DecodingLayer plan)
    {
        public DecodingLayer Plan => plan;
        public RowMap[] QueryKeyValue { get; } = [.. plan.Attention.Maps.Select(m => new RowMap(m))];
        public RowMap Output { get; } = new(plan.Attention.Output);
        public RowMap[] Up { get; } = [.. plan.Mlp.Maps.Select(m => new RowMap(m))];
        public RowMap Down { get; } = new(plan.Mlp.Down);
    }
}
