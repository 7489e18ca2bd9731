using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Lower case of each code point alone, without the rules that look at its neighbours.</summary>
internal sealed class Lowercase : Normalizer
{
    public override string Apply(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : Map(text, (rune, output) =>
    {
        if (rune.Value == 0x130) output.Append("i\u0307");   // İ is the one letter whose lower case is two code points
        else output.Append(Rune.ToLowerInvariant(rune));
    });
}
