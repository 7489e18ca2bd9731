using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops combining marks that take no room of their own (Mn); a letter that is not decomposed keeps its accent.</summary>
internal sealed class StripAccents : Normalizer
{
    public override string Apply(string text) => Ascii.IsValid(text) ? text : Map(text, (rune, output) =>
    {
        if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark) output.Append(rune);
    });
}
