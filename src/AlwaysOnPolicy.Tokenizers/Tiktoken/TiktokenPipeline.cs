using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Pipelines;
using AlwaysOnPolicy.Tokenizers.PostProcessors;
using AlwaysOnPolicy.Tokenizers.PreTokenizers;

namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>A tokenizer from a tiktoken file: words by a pattern, then byte-pair encoding by rank, with nothing put round a text.</summary>
internal static class TiktokenPipeline
{
    public static TokenPipeline Build(string path, ReadOnlySpan<byte> content, TiktokenEncoding encoding)
    {
        var vocabulary = TiktokenFile.Read(path, content);
        var words = new PreTokenizerSequence(
        [
            new PatternSplit(FilePattern.Of(encoding.Pattern, path), invert: true, DelimiterBehavior.Removed),
            new ByteLevel(addPrefixSpace: false, splitWords: false),
        ]);
        return new TokenPipeline(null, words, Bpe.OfRanks(vocabulary), PostProcessor.Plain, new ByteLevelDecoder(),
            AddedVocabulary.OfSpecial(vocabulary, encoding.SpecialTokens, path));
    }
}
