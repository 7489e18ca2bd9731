using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Splits where a pattern of the file matches (Llama 3, Qwen 2 and others write their words so).</summary>
internal sealed class PatternSplit(FilePattern pattern, bool invert, DelimiterBehavior behavior) : PreTokenizer
{
    public static PatternSplit Read(ComponentJson part) => new(FilePattern.Read(part), part.Flag("invert", false), DelimiterBehaviors.Read(part, null));

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var stretches = new List<Stretch>();
        var plain = 0;
        foreach (var (start, end) in pattern.Matches(text.Span))
        {
            if (plain < start) stretches.Add(new Stretch(plain, start, invert));
            stretches.Add(new Stretch(start, end, !invert));
            plain = end;
        }
        if (plain < text.Length) stretches.Add(new Stretch(plain, text.Length, invert));
        DelimiterBehaviors.Join(text, stretches, behavior, words);
    }
}
