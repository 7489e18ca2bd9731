using System.Runtime.ExceptionServices;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Generates answers for any number of prompts; see <see cref="GenerationBatch"/>.</summary>
public static class Generator
{
    private const int MostRows = 64, CacheBytes = 512 << 20, PrefillTokens = 2048;

    /// <summary>Continues every prompt.</summary>
    /// <param name="seeds">One a prompt: a row's answer depends on its prompt, its seed and the options, not on its neighbours.</param>
    /// <param name="leastRows">So many rows at once, or more where their keys and values take little memory.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <returns>The new tokens of each row, end-of-text included where it was drawn, nothing after it.</returns>
    /// <exception cref="SettingsException">Prompt and answer together are longer than the model's positions.</exception>
    /// <exception cref="ArgumentException">A prompt is empty or has an id outside the vocabulary.</exception>
    /// <exception cref="CheckpointException">The model gives no probabilities: its weights are not numbers.</exception>
    public static int[][] Generate(
        CausalModel model, IReadOnlyList<int[]> prompts, IReadOnlyList<ulong> seeds, SamplingOptions options, int leastRows = 16,
        Action<int>? progress = null, CancellationToken cancel = default)
    {
        if (prompts.Count == 0) return [];
        var longest = (PagePool.PagesFor(prompts.Max(p => p.Length) + options.MaxNewTokens) + 1) * PagePool.PageTokens;
        var rows = Math.Clamp((int)(CacheBytes / Math.Max(1, CausalSizes.Of(model).CacheBytes * longest)), Math.Min(leastRows, MostRows), MostRows);
        rows = Math.Min(Math.Max(rows, leastRows), prompts.Count);
        using var batch = new GenerationBatch(model, new()
        {
            MaxRows = rows,
            CacheTokens = (int)Math.Min((long)rows * longest, 1 << 30),
            PrefillTokens = (int)Math.Clamp(prompts.Sum(p => (long)p.Length), 1, PrefillTokens),   // nobody waits for a first token
        });
        var answers = new List<int>[prompts.Count];
        for (var i = 0; i < prompts.Count; i++)
        {
            batch.Add(new(prompts[i], options, seeds[i]));
            answers[i] = [];
        }
        var done = 0;
        while (batch.Running + batch.Waiting > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var before = done;
            foreach (var token in batch.Step())
            {
                if (token.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
                answers[token.Row].Add(token.Id);
                if (token.End is not null) done++;
            }
            if (done > before) progress?.Invoke(done);
        }
        return [.. answers.Select(a => a.ToArray())];
    }
}
