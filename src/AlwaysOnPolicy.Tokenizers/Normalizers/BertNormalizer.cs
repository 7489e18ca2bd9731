using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>BERT's basic cleaning: control characters out, blanks alike, ideographs apart, accents off, lower case.</summary>
internal sealed class BertNormalizer : Normalizer
{
    private readonly bool _clean;
    private readonly NormalizerSequence _steps;

    private BertNormalizer(bool clean, bool splitIdeographs, bool stripAccents, bool lowercase)
    {
        _clean = clean;
        var steps = new List<Normalizer>();
        if (clean) steps.Add(new Cleaning());
        if (splitIdeographs) steps.Add(new SpacedIdeographs());
        if (stripAccents) steps.AddRange([new UnicodeForm(compose: false), new WithoutAccents()]);
        if (lowercase) steps.Add(new Lowercase());
        _steps = new NormalizerSequence(steps);
    }

    /// <summary>Accents go with the case where strip_accents does not say.</summary>
    public static BertNormalizer Read(ComponentJson part)
    {
        var lowercase = part.Flag("lowercase", true);
        return new BertNormalizer(part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true),
            part.Flag("strip_accents", lowercase), lowercase);
    }

    /// <summary>The same with what a BERT tokenizer's own settings say, which transformers lets win over tokenizer.json.</summary>
    public BertNormalizer With(bool splitIdeographs, bool? stripAccents, bool lowercase) =>
        new(_clean, splitIdeographs, stripAccents ?? lowercase, lowercase);

    public override bool KeepsBeginning(string text) => KeepsFirst(text);

    public override string Apply(string text) => _steps.Apply(text);

    public override AlignedText Apply(AlignedText text) => _steps.Apply(text);

    private sealed class Cleaning : NormalizerStep
    {
        protected override string Change(string text, Alignment? alignment) => alignment is null && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? text : Map(text, alignment, (rune, output) =>
        {
            if (rune.Value is '\t' or '\n' or '\r') output.Append(' ');
            else if (CodePointSets.Others[rune.Value]) return;
            else if (Rune.IsWhiteSpace(rune)) output.Append(' ');
            else output.Append(rune);
        });
    }

    /// <summary>Other than the normalizer StripAccents, this leaves spacing and enclosing marks.</summary>
    private sealed class WithoutAccents : NormalizerStep
    {
        protected override string Change(string text, Alignment? alignment) => alignment is null && Ascii.IsValid(text)
            ? text : Map(text, alignment, (rune, output) =>
        {
            if (!CodePointSets.NonspacingMarks[rune.Value]) output.Append(rune);
        });
    }

    private sealed class SpacedIdeographs : NormalizerStep
    {
        protected override string Change(string text, Alignment? alignment) => alignment is null && Ascii.IsValid(text)
            ? text : Map(text, alignment, (rune, output) =>
        {
            if (IsIdeograph(rune.Value)) output.Append(' ').Append(rune).Append(' ');
            else output.Append(rune);
        });

        private static bool IsIdeograph(int c) =>
            c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
                or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
    }
}
