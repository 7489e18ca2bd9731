using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Builds the pre-tokenizer that tokenizer.json asks for.</summary>
internal static class PreTokenizerReader
{
    private const string Supported =
        "ByteLevel, BertPreTokenizer, Whitespace, WhitespaceSplit, Digits, Punctuation, CharDelimiterSplit, Metaspace, Split, FixedLength, UnicodeScripts, " +
        "Sequence";

    public static PreTokenizer? ReadOrNull(ComponentJson? part) => part is null ? null : Read(part);

    private static PreTokenizer Read(ComponentJson part)
    {
        PreTokenizer splitter = part.Type switch
        {
            "ByteLevel" => ByteLevel.Read(part),
            "BertPreTokenizer" => new BertWords(),
            "Whitespace" => new WordsAndMarks(),
            "WhitespaceSplit" => new RuneSplit(Rune.IsWhiteSpace, DelimiterBehavior.Removed),
            "Digits" => new RuneSplit(CodePoints.IsNumber, part.Flag("individual_digits", false) ? DelimiterBehavior.Isolated : DelimiterBehavior.Contiguous),
            "Punctuation" => new RuneSplit(CodePoints.IsPunctuation, DelimiterBehaviors.Read(part, "Isolated")),
            "CharDelimiterSplit" => RuneSplit.AtDelimiter(part),
            "Metaspace" => Metaspace.Read(part),
            "Split" => PatternSplit.Read(part),
            "FixedLength" => FixedLength.Read(part),
            "UnicodeScripts" => new ScriptSplit(),
            "Sequence" => new PreTokenizerSequence([.. part.Children("pretokenizers").Select(Read)]),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return splitter;
    }
}
