using System.Text;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Lower case of each code point alone, without the rules that look at its neighbours.</summary>
internal sealed class Lowercase : NormalizerStep
{
    protected override string Change(string text, Alignment? alignment) => alignment is null && Ascii.IsValid(text)
        ? text.ToLowerInvariant() : Map(text, alignment, (rune, output) =>
    {
        if (rune.Value == 0x130) output.Append("i\u0307");   // İ is the one letter whose lower case is two code points
        else if (Rune.ToLowerInvariant(rune) is var lower && lower != rune) output.Append(lower);
        else output.Append(new Rune(Newer(rune.Value)));
    });

    /// <summary>Letters of Unicode 16 and 17, which .NET's tables do not have and the library's do.</summary>
    private static int Newer(int letter) => letter switch
    {
        0x1C89 or 0xA7CC or 0xA7CE or 0xA7D2 or 0xA7D4 or 0xA7DA => letter + 1,
        0xA7CB => 0x264,
        0xA7DC => 0x19B,
        >= 0x10D50 and <= 0x10D65 => letter + 0x20,
        >= 0x16EA0 and <= 0x16EB8 => letter + 0x1B,
        _ => letter,
    };
}
