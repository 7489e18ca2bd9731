using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Puts something before every text that is not empty.</summary>
internal sealed class Prepend(string before) : NormalizerStep
{
    protected override string Change(string text, Alignment? alignment)
    {
        if (text.Length == 0) return text;
        alignment?.InsertBefore(before.Length);
        alignment?.KeepTo(text.Length);
        return before + text;
    }
}
