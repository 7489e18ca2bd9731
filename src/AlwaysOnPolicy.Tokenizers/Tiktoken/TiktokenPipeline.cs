using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Pipelines;
using AlwaysOnPolicy.Tokenizers.PostProcessors;
using AlwaysOnPolicy.Tokenizers.PreTokenizers;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>A tokenizer from a tiktoken file: words by a pattern, then byte-pair encoding by rank; nothing is put behind a text.</summary>
internal static class TiktokenPipeline
{
    public static TokenPipeline Build(string path, Vocabulary vocabulary, TiktokenEncoding encoding)
    {
        var words = new PreTokenizerSequence(
        [
            new PatternSplit(FilePattern.Of(encoding.Pattern, path), invert: true, DelimiterBehavior.Removed),
            new ByteLevel(addPrefixSpace: false, splitWords: false),
        ]);
        var added = AddedVocabulary.OfSpecial(vocabulary, encoding.SpecialTokens, path);
        return new TokenPipeline(null, words, Bpe.OfRanks(vocabulary), Opened(added, encoding, path), new ByteLevelDecoder(), added);
    }

    private static PostProcessor Opened(AddedVocabulary added, TiktokenEncoding encoding, string path)
    {
        if (encoding.BeginOfText is not { } opening) return PostProcessor.Plain;
        var bos = added.IdOf(opening) ?? throw new CheckpointException($"'{path}' has no token '{opening}' to begin texts with: give it among the special " +
            "tokens.");
        return new PostProcessor([Piece.Special(bos, 0), Piece.Of(0, 0)], [Piece.Special(bos, 0), Piece.Of(0, 0), Piece.Special(bos, 1), Piece.Of(1, 1)]);
    }
}
