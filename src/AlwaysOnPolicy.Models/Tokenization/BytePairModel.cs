using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>Byte-pair encoding (Sennrich et al. 2016): of all neighbouring pairs the one learnt first is merged, again and again.</summary>
internal sealed class BytePairModel : ITokenModel
{
    private const int CacheLimit = 50_000;
    private const int LongestCachedWord = 256;

    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int, int), (int Rank, int Id)> _merges;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown, _ignoreMerges;
    private readonly Dictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    private BytePairModel(Dictionary<string, int> vocabulary, Dictionary<(int, int), (int, int)> merges, int? unknown, bool fuseUnknown, bool ignoreMerges) =>
        (_vocabulary, _merges, _unknown, _fuseUnknown, _ignoreMerges) = (vocabulary, merges, unknown, fuseUnknown, ignoreMerges);

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public static BytePairModel Read(JsonElement model)
    {
        if (model.Flag("byte_fallback")) throw JsonComponents.Unsupported("BPE option", "byte_fallback", "byte-level BPE");
        if (!model.IsNull("dropout") && model.GetProperty("dropout").GetDouble() != 0) throw JsonComponents.Unsupported("BPE option", "dropout", "none");
        foreach (var option in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
            if (model.Text(option).Length > 0) throw JsonComponents.Unsupported("BPE option", option, "none");

        var vocabulary = JsonComponents.Vocabulary(model);
        var merges = new Dictionary<(int, int), (int, int)>();
        var rank = 0;
        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            // Older files have "a b", newer ones ["a", "b"].
            string[] pair = merge.ValueKind == JsonValueKind.String
                ? merge.GetString()!.Split(' ')
                : [.. merge.EnumerateArray().Select(m => m.GetString()!)];
            if (pair.Length != 2 || !vocabulary.TryGetValue(pair[0], out var left) || !vocabulary.TryGetValue(pair[1], out var right)
                || !vocabulary.TryGetValue(pair[0] + pair[1], out var merged))
                throw new CheckpointException($"tokenizer.json: merge number {rank}, '{string.Join(' ', pair)}', is not made of tokens of its vocabulary.");
            merges.TryAdd((left, right), (rank++, merged));
        }
        int? unknown = model.IsNull("unk_token") ? null : TokenModels.Unknown(vocabulary, model.Text("unk_token"));
        return new BytePairModel(vocabulary, merges, unknown, model.Flag("fuse_unk"), model.Flag("ignore_merges"));
    }

    public void Tokenize(string word, List<int> ids)
    {
        int[]? tokens;
        lock (_cache)
            if (_cache.TryGetValue(word, out tokens))
            {
                ids.AddRange(tokens);
                return;
            }
        tokens = _ignoreMerges && _vocabulary.TryGetValue(word, out var whole) ? [whole] : Merge(Symbols(word));
        if (word.Length <= LongestCachedWord)
            lock (_cache)
            {
                if (_cache.Count >= CacheLimit) _cache.Clear();
                _cache[word] = tokens;
            }
        ids.AddRange(tokens);
    }

    /// <summary>The word's characters; one that is not in the vocabulary is unknown, or dropped where there is no unknown token.</summary>
    private List<int> Symbols(string word)
    {
        var symbols = new List<int>(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            if (_vocabulary.TryGetValue(rune.ToString(), out var id)) symbols.Add(id);
            else if (_unknown is { } unknown && !(_fuseUnknown && symbols.Count > 0 && symbols[^1] == unknown)) symbols.Add(unknown);
        }
        return symbols;
    }

    /// <summary>Merges by a queue of candidate pairs over a linked list, so that a long word costs n·log n.</summary>
    private int[] Merge(List<int> symbols)
    {
        var count = symbols.Count;
        var (previous, next) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++) (previous[i], next[i]) = (i - 1, i + 1);
        var queue = new PriorityQueue<(int Left, int LeftId, int Right, int RightId, int Merged), (int Rank, int Place)>();
        void Offer(int left)
        {
            if (left < 0 || next[left] >= count) return;
            var right = next[left];
            if (_merges.TryGetValue((symbols[left], symbols[right]), out var merge))
                queue.Enqueue((left, symbols[left], right, symbols[right], merge.Id), (merge.Rank, left));
        }

        for (var i = 0; i + 1 < count; i++) Offer(i);
        while (queue.TryDequeue(out var pair, out _))
        {
            var (left, leftId, right, rightId, merged) = pair;
            if (symbols[left] != leftId || next[left] != right || symbols[right] != rightId) continue;   // one of the two has gone since
            symbols[left] = merged;
            symbols[right] = -1;
            next[left] = next[right];
            if (next[left] < count) previous[next[left]] = left;
            Offer(previous[left]);
            Offer(left);
        }
        return [.. symbols.Where(s => s >= 0)];
    }
}
