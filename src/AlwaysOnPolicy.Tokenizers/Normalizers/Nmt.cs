using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops control characters and turns every other kind of blank into a plain one, as SentencePiece's nmt rules do.</summary>
internal sealed class Nmt : NormalizerStep
{
    public override bool KeepsBeginning(string text) => KeepsFirst(text);

    protected override string Change(string text, Alignment? alignment) => Map(text, alignment, (rune, output) =>
    {
        switch (rune.Value)
        {
            case >= 0x01 and <= 0x08 or 0x0B or >= 0x0E and <= 0x1F or 0x7F or 0x8F or 0x9F:
                break;
            case 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or >= 0x200B and <= 0x200F or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD:
                output.Append(' ');
                break;
            default:
                output.Append(rune);
                break;
        }
    });
}
