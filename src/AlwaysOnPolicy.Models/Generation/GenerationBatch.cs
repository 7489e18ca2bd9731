using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Continues any number of prompts side by side: rows are added and removed at any time, and each step gives every row that is running its next
/// token (continuous batching, Yu et al. 2022).</summary>
/// <remarks>What prompts begin with in common is run once, also for rows that come later, as long as there is room. A row's answer depends on its request
/// alone. The model's weights must stay as they are while it lives. For use by one thread at a time.</remarks>
public sealed class GenerationBatch : IDisposable
{
    private readonly CausalModel _model;
    private readonly GenerationBatchOptions _options;
    private readonly CachedDecoder _decoder;
    private readonly PagePool _pool;
    private readonly PromptTree _prompts;
    private readonly List<GenerationRow> _waiting = [], _running = [];
    private int _nextRow;

    /// <summary>An empty batch.</summary>
    /// <param name="model">Is not disposed of with the batch.</param>
    public GenerationBatch(CausalModel model, GenerationBatchOptions? options = null)
    {
        (_model, _options) = (model, options ?? new());
        var pages = PagePool.PagesFor(_options.CacheTokens);
        _pool = new(pages);
        _prompts = new(_pool);
        _decoder = new(model, Math.Max(_options.PrefillTokens, _options.MaxRows), _options.MaxRows, pages);
    }

    /// <summary>Rows that hold a part of the cache.</summary>
    public int Running => _running.Count;

    /// <summary>Rows that have to wait until others end.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Tokens of prompts that have been run.</summary>
    internal long PromptTokensRun { get; private set; }

    /// <summary>Longest prompt and answer together that a row may have, in tokens.</summary>
    public int MaxRowTokens => Math.Min(_model.MaxPositions, PagePool.PagesFor(_options.CacheTokens) * PagePool.PageTokens);

    /// <summary>Takes a request in; it begins with the next step in which there is room for it.</summary>
    /// <returns>The row's name, unique in this batch.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or has an id outside the vocabulary.</exception>
    /// <exception cref="SettingsException">Prompt and answer together are longer than the model's positions or the whole cache, or an option is outside the
    /// vocabulary.</exception>
    public int Add(GenerationRequest request)
    {
        var (prompt, options) = (request.Prompt, request.Sampling);
        if (prompt.Count == 0) throw new ArgumentException("A prompt has no token.", nameof(request));
        if (prompt.Any(id => id < 0 || id >= _model.VocabularySize))
            throw new ArgumentException($"A prompt has an id outside the model's vocabulary of {_model.VocabularySize}.", nameof(request));
        if (options.ForcedEosId >= _model.VocabularySize)
            throw new SettingsException($"sampling.forced_eos_id ({options.ForcedEosId}) is outside the model's vocabulary of {_model.VocabularySize}.");
        if (prompt.Count + options.MaxNewTokens > MaxRowTokens)
            throw new SettingsException(
                $"A prompt of {prompt.Count} tokens and {options.MaxNewTokens} new ones are more than the " +
                (MaxRowTokens == _model.MaxPositions ? $"model's {MaxRowTokens} positions" : $"cache's {MaxRowTokens} tokens") +
                ": lower prompt_format.max_prompt_tokens or sampling.max_new_tokens.");
        _waiting.Add(new(_nextRow, request));
        return _nextRow++;
    }

    /// <summary>Drops a row, whatever it has got.</summary>
    /// <returns>False where there is no such row, or it has ended.</returns>
    public bool Remove(int row)
    {
        if (_waiting.RemoveAll(r => r.Id == row) > 0) return true;
        if (_running.Find(r => r.Id == row) is not { } running) return false;
        End(running);
        return true;
    }

    /// <summary>Begins rows for which there is room, runs their prompts, at most <see cref="GenerationBatchOptions.PrefillTokens"/>, and draws a token for each
    /// row whose prompt has been run. Rows that end leave, and so does one that gets no token; the others go on.</summary>
    /// <returns>What rows got; empty where there is no row, or long prompts are still being run. A row fails with a <see cref="CheckpointException"/> where the
    /// model gives it no probabilities.</returns>
    public IReadOnlyList<GeneratedToken> Step()
    {
        using var threads = TorchThreads.For(_model.HiddenSize);
        Begin();
        Prefill();
        GenerationRow[] rows = [.. _running.Where(r => r.IsPrefilled)];
        if (rows.Length == 0) return [];
        PageRow[] places = [.. rows.Select((r, i) => new PageRow(i, 1, r.Filled, r.Tokens.Count, r.Pages))];
        var drawn = Draw(rows, _decoder.Next(places, [.. rows.Select(r => r.Tokens[^1])]));
        foreach (var (row, token) in rows.Zip(drawn))
        {
            if (token.Failure is null) row.Take(token.Id);
            if (token.End is not null) End(row);
            else if (_model.OutgrowsCache(row.Tokens.Count - 1, row.Tokens.Count)) row.Filled = 0;
        }
        return drawn;
    }

    private unsafe GeneratedToken[] Draw(GenerationRow[] rows, Span<float> logits)
    {
        var drawn = new GeneratedToken[rows.Length];
        var vocabulary = _model.VocabularySize;
        fixed (float* start = logits)
        {
            var at = (nint)start;
            SideBySide.Run(rows.Length, (long)rows.Length * vocabulary < 20_000 ? 1 : TorchThreads.Current, r =>
            {
                try
                {
                    drawn[r] = rows[r].Draw(new Span<float>((float*)at + ((nint)r * vocabulary), vocabulary));
                }
                catch (Exception e)   // whoever asked for the row gets it
                {
                    drawn[r] = new(rows[r].Id, -1, null, [], GenerationEnd.Failure) { Failure = e };
                }
            });
        }
        return drawn;
    }

    /// <summary>Waiting rows take their room, the first first.</summary>
    private void Begin()
    {
        while (_waiting.Count > 0 && _running.Count < _options.MaxRows)
        {
            // What it may share is not held yet, so that it counts as if it shared nothing.
            if (!_prompts.Free(PagePool.PagesFor(_waiting[0].MostTokens))) return;
            var row = _waiting[0];
            _waiting.RemoveAt(0);
            for (var i = PagePool.PagesFor(row.MostTokens); i > 0; i--) row.Pages.Add(_pool.Take());
            _running.Add(row);
        }
    }

    private void Prefill()
    {
        for (var left = _options.PrefillTokens; left > 0;)
        {
            var (rows, ids) = (new List<(GenerationRow Row, PageRow Place)>(), new List<int>());
            foreach (var row in _running)
            {
                if (row.IsPrefilled || ids.Count == left || !row.Share(_prompts, _pool, _decoder)) continue;
                var count = Math.Min(left - ids.Count, row.Tokens.Count - 1 - row.Filled);
                if (count == 0) continue;
                rows.Add((row, new(ids.Count, count, row.Filled, row.Tokens.Count, row.Pages)));
                ids.AddRange(row.Tokens.GetRange(row.Filled, count));
            }
            if (ids.Count == 0) return;
            _decoder.Fill([.. rows.Select(r => r.Place)], [.. ids]);
            foreach (var (row, place) in rows) row.Fill(place.Count);
            left -= ids.Count;
            PromptTokensRun += ids.Count;
        }
    }

    private void End(GenerationRow row)
    {
        _running.Remove(row);
        row.Leave(_prompts, _pool);
    }

    /// <summary>Frees the cache; rows that had not ended are dropped.</summary>
    public void Dispose() => _decoder.Dispose();
}
