using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops combining marks of every kind; a letter that is not decomposed keeps its accent.</summary>
internal sealed class StripAccents : NormalizerStep
{
    public override bool KeepsBeginning(string text) => KeepsFirst(text);

    protected override string Change(string text, Alignment? alignment) => alignment is null && Ascii.IsValid(text)
        ? text : Map(text, alignment, (rune, output) =>
    {
        if (!CodePointSets.Marks[rune.Value]) output.Append(rune);
    });
}
