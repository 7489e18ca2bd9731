using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.PostProcessors;

/// <summary>Takes the blanks at a token's ends out of its span, as the option trim_offsets asks.</summary>
/// <param name="addsPrefixSpace">A blank in front of the first token may be none of the text's: it stays.</param>
/// <remarks>As process_offsets in Hugging Face's pre_tokenizers/byte_level.rs.</remarks>
internal sealed class SpanTrimming(bool addsPrefixSpace)
{
    private const char Blank = 'Ġ';   // in GPT-2's byte alphabet

    /// <summary>The options of ByteLevel and RobertaProcessing; null where nothing is trimmed.</summary>
    public static SpanTrimming? Read(ComponentJson part)
    {
        part.OptionalFlag("use_regex");
        var prefix = part.Flag("add_prefix_space", true);
        return part.Flag("trim_offsets", true) ? new SpanTrimming(prefix) : null;
    }

    /// <param name="token">Its spelling.</param>
    /// <param name="isFirst">It is the first of its text.</param>
    public TextSpan Trim(TextSpan span, string token, bool isFirst)
    {
        var leading = token.TakeWhile(IsBlank).Count();
        var trailing = token.Reverse().TakeWhile(IsBlank).Count();
        if (addsPrefixSpace && (isFirst || span.Start == 0)) leading = 0;
        var start = Math.Min(span.Start + leading, span.End);
        return new TextSpan(start, Math.Max(span.End - trailing, start) - start);
    }

    private static bool IsBlank(char c) => c == Blank || char.IsWhiteSpace(c);
}
