using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops combining marks of every kind; a letter that is not decomposed keeps its accent.</summary>
internal sealed class StripAccents : Normalizer
{
    public override bool KeepsBeginning(string text) => KeepsFirst(text);

    public override string Apply(string text) => Ascii.IsValid(text) ? text : Map(text, (rune, output) =>
    {
        if (!CodePointSets.Marks[rune.Value]) output.Append(rune);
    });
}
