using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Generates answers for a batch of prompts with a preallocated key-value cache and left padding.</summary>
public static class Generator
{
    /// <summary>Continues every prompt.</summary>
    /// <param name="seeds">One a prompt: a row's answer depends on its prompt, its seed and the options, not on its neighbours.</param>
    /// <param name="leastWidth">Prompts are padded to so many tokens at least, which costs time and changes no answer.</param>
    /// <returns>The new tokens of each row, end-of-text included where it was drawn, nothing after it.</returns>
    /// <exception cref="SettingsException">Prompt and answer together are longer than the model's positions.</exception>
    /// <exception cref="ArgumentException">A prompt is empty or has an id outside the vocabulary.</exception>
    /// <exception cref="CheckpointException">The model gives no probabilities: its weights are not numbers.</exception>
    public static int[][] Generate(
        CausalModel model, IReadOnlyList<int[]> prompts, IReadOnlyList<ulong> seeds, SamplingOptions options, int leastWidth = 0,
        CancellationToken cancel = default)
    {
        if (prompts.Count == 0) return [];
        using var threads = TorchThreads.For(model.HiddenSize);
        var width = Math.Max(leastWidth, prompts.Max(p => p.Length));
        if (prompts.Any(p => p.Length == 0)) throw new ArgumentException("A prompt has no token.", nameof(prompts));
        if (prompts.Any(p => p.AsSpan().ContainsAnyExceptInRange(0, model.VocabularySize - 1)))
            throw new ArgumentException($"A prompt has an id outside the model's vocabulary of {model.VocabularySize}.", nameof(prompts));
        if (options.ForcedEosId >= model.VocabularySize)
            throw new SettingsException($"sampling.forced_eos_id ({options.ForcedEosId}) is outside the model's vocabulary of {model.VocabularySize}.");
        if (width + options.MaxNewTokens > model.MaxPositions)
            throw new SettingsException(
                $"A prompt of {width} tokens and {options.MaxNewTokens} new ones are more than the model's {model.MaxPositions} positions: " +
                "lower prompt_format.max_prompt_tokens or sampling.max_new_tokens.");

        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var cache = model.NewCache(prompts.Count, width + options.MaxNewTokens);
        var rows = prompts.Select((p, i) => new Row(i, p, new SeededRandom(seeds[i]))).ToList();
        var answers = new int[prompts.Count][];
        var sampler = new TokenSampler(options);
        var eos = options.EosIds.ToHashSet();

        // The mask is held for the whole length at once and read up to the current end.
        var maskValues = new long[prompts.Count * (width + options.MaxNewTokens)];
        Array.Fill(maskValues, 1);
        var ids = new long[prompts.Count * width];
        for (var b = 0; b < prompts.Count; b++)
        {
            var padding = width - prompts[b].Length;
            maskValues.AsSpan(b * (width + options.MaxNewTokens), padding).Clear();
            for (var t = 0; t < prompts[b].Length; t++) ids[(b * width) + padding + t] = prompts[b][t];
        }
        var mask = tensor(maskValues, prompts.Count, width + options.MaxNewTokens);
        var input = tensor(ids, prompts.Count, width);
        var positions = CausalModel.PositionsFromMask(mask.narrow(1, 0, width));

        for (var step = 0; ; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            if (step > 0 && rows.Any(r => !r.Finished && model.OutgrowsCache(r.Seen.Count - 1, r.Seen.Count)))
            {
                cache.Clear();
                input = Everything(rows, width, step);
                positions = CausalModel.PositionsFromMask(mask.narrow(1, 0, width + step));
            }
            var hidden = model.Hidden(input, mask.narrow(1, 0, width + step), positions, cache);
            var logits = model.Logits(hidden.select(1, -1)).contiguous();   // [B, V]
            Draw(logits, rows, sampler, step);

            var going = new List<int>();
            for (var b = 0; b < rows.Count; b++)
            {
                var row = rows[b];
                row.Finished |= eos.Contains(row.Answer[^1]) || step + 1 == options.MaxNewTokens;
                if (row.Finished) answers[row.Number] ??= [.. row.Answer];
                else going.Add(b);
            }
            if (going.Count == 0) return answers;
            if (going.Count <= rows.Count * 3 / 4)                       // finished rows leave when that saves more than it costs
            {
                var kept = tensor(going.Select(g => (long)g).ToArray());
                cache.SelectRows(kept);
                mask = mask.index_select(0, kept).MoveToOuterDisposeScope();
                rows = [.. going.Select(g => rows[g])];
            }

            input = tensor(rows.Select(r => (long)r.Answer[^1]).ToArray(), rows.Count, 1).MoveToOuterDisposeScope();
            positions = tensor(rows.Select(r => (long)(r.Prompt.Length + step)).ToArray(), rows.Count, 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>All tokens of the rows so far, [B, width + steps], as the mask expects them: a finished row goes on with its last token.</summary>
    private static Tensor Everything(List<Row> rows, int width, int steps)
    {
        var ids = new long[rows.Count * (width + steps)];
        for (var b = 0; b < rows.Count; b++)
        {
            var (row, padding) = (rows[b], width - rows[b].Prompt.Length);
            for (var t = padding; t < width + steps; t++) ids[(b * (width + steps)) + t] = row.Seen[Math.Min(t - padding, row.Seen.Count - 1)];
        }
        return tensor(ids, rows.Count, width + steps);
    }

    private static void Draw(Tensor logits, List<Row> rows, TokenSampler sampler, int step)
    {
        var vocabulary = (int)logits.shape[1];
        var values = MemoryMarshal.Cast<byte, float>(logits.bytes);   // torch's own memory, which is changed in place
        for (var b = 0; b < rows.Count; b++)
        {
            if (rows[b].Finished) continue;   // is only carried along
            var row = values.Slice(b * vocabulary, vocabulary);
            sampler.Process(row, rows[b].Seen, step);
            rows[b].Add(sampler.Choose(row, rows[b].Random));
        }
    }

    private sealed class Row(int number, int[] prompt, SeededRandom random)
    {
        public int Number => number;
        public int[] Prompt => prompt;
        public SeededRandom Random => random;
        public List<int> Seen { get; } = [.. prompt];
        public List<int> Answer { get; } = [];

        /// <summary>Nothing is drawn for it any more.</summary>
        public bool Finished { get; set; }

        public void Add(int id)
        {
            Seen.Add(id);
            Answer.Add(id);
        }
    }
}
