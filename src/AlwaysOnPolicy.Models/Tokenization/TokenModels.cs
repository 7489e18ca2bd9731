using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The step that cuts a word into tokens.</summary>
internal interface ITokenModel
{
    IReadOnlyDictionary<string, int> Vocabulary { get; }

    void Tokenize(string word, List<int> ids);
}

internal static class TokenModels
{
    /// <summary>Old files do not say the type of a BPE model.</summary>
    public static ITokenModel Read(JsonElement model)
    {
        var type = model.Text("type", model.TryGetProperty("merges", out _) ? "BPE" : "");
        return type switch
        {
            "BPE" => BytePairModel.Read(model),
            "WordPiece" => new WordPieceModel(JsonComponents.Vocabulary(model), model.Text("unk_token", "[UNK]"),
                model.Text("continuing_subword_prefix", "##"), model.IsNull("max_input_chars_per_word") ? 100 : model.GetProperty("max_input_chars_per_word").GetInt32()),
            "WordLevel" => new WordLevelModel(JsonComponents.Vocabulary(model), model.Text("unk_token", "<unk>")),
            _ => throw JsonComponents.Unsupported("model", type, "BPE, WordPiece, WordLevel"),
        };
    }

    internal static int Unknown(IReadOnlyDictionary<string, int> vocabulary, string token) => vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new CheckpointException($"tokenizer.json names '{token}' as its unknown token, which is not in its vocabulary.");
}

/// <summary>A word is a token or unknown.</summary>
internal sealed class WordLevelModel(Dictionary<string, int> vocabulary, string unknownToken) : ITokenModel
{
    private readonly int _unknown = TokenModels.Unknown(vocabulary, unknownToken);

    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    public void Tokenize(string word, List<int> ids) => ids.Add(vocabulary.GetValueOrDefault(word, _unknown));
}

/// <summary>BERT's: the longest piece of the vocabulary from the left, again and again; a word that cannot be covered is unknown as a whole.</summary>
internal sealed class WordPieceModel(Dictionary<string, int> vocabulary, string unknownToken, string prefix, int maxChars) : ITokenModel
{
    private readonly int _unknown = TokenModels.Unknown(vocabulary, unknownToken);
    private readonly int _longest = vocabulary.Keys.DefaultIfEmpty("").Max(k => k.Length);

    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    public void Tokenize(string word, List<int> ids)
    {
        var before = ids.Count;
        if (word.EnumerateRunes().Count() <= maxChars)
        {
            var start = 0;
            while (start < word.Length && LongestPiece(word, start) is var (id, end) && end > start)
            {
                ids.Add(id);
                start = end;
            }
            if (start == word.Length) return;
            ids.RemoveRange(before, ids.Count - before);
        }
        ids.Add(_unknown);
    }

    private (int Id, int End) LongestPiece(string word, int start)
    {
        var lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = Math.Min(word.Length, start + _longest); end > start; end--)
        {
            var found = start == 0
                ? lookup.TryGetValue(word.AsSpan(0, end), out var id)
                : vocabulary.TryGetValue(prefix + word[start..end], out id);
            if (found) return (id, end);
        }
        return (0, start);
    }
}
