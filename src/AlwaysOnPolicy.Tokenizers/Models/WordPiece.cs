using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Cuts a word from its front into the longest pieces that the vocabulary holds; one missing piece makes the whole word unknown.</summary>
internal sealed class WordPiece(Vocabulary vocabulary, int unknown, string prefix, int longestWord) : TokenModel(vocabulary)
{
    public static WordPiece Read(ComponentJson part)
    {
        var vocabulary = Vocabulary.Read(part);
        return new WordPiece(vocabulary, Unknown(part, vocabulary, part.TextOrNull("unk_token") ?? "[UNK]"),
            part.TextOrNull("continuing_subword_prefix") ?? "##", part.Int("max_input_chars_per_word", 100));
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<int> ids)
    {
        if (CountRunes(word) > longestWord)
        {
            ids.Add(unknown);
            return;
        }
        var before = ids.Count;
        Span<char> piece = word.Length <= 128 ? stackalloc char[prefix.Length + word.Length] : new char[prefix.Length + word.Length];
        prefix.CopyTo(piece);
        for (var start = 0; start < word.Length;)
        {
            word[start..].CopyTo(piece[prefix.Length..]);
            var from = start == 0 ? prefix.Length : 0;
            var length = LongestPiece(piece[from..(prefix.Length + word.Length - start)], prefix.Length - from, out var id);
            if (length == 0)
            {
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(unknown);
                return;
            }
            ids.Add(id);
            start += length;
        }
    }

    public override List<PlacedToken> Place(ReadOnlySpan<char> word)
    {
        var ids = new List<int>();
        Tokenize(word, ids);
        if (ids is [var alone]) return [new(alone, new TextSpan(0, word.Length))];
        var (tokens, at) = (new List<PlacedToken>(), 0);
        foreach (var id in ids)
        {
            var length = Vocabulary.TokenOf(id)!.Length - (at > 0 ? prefix.Length : 0);
            tokens.Add(new PlacedToken(id, new TextSpan(at, length)));
            at += length;
        }
        return tokens;
    }

    /// <summary>How many characters after the prefix the longest known piece takes; 0 when none is known.</summary>
    private int LongestPiece(ReadOnlySpan<char> piece, int prefixLength, out int id)
    {
        for (var end = piece.Length; end > prefixLength; end--)
            if (!char.IsHighSurrogate(piece[end - 1]) && Vocabulary.TryGetId(piece[..end], out id)) return end - prefixLength;
        id = -1;
        return 0;
    }

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        var count = 0;
        foreach (var _ in word.EnumerateRunes()) count++;
        return count;
    }
}
