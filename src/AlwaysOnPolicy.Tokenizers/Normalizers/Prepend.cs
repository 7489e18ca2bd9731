namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Puts something before every text that is not empty.</summary>
internal sealed class Prepend(string before) : Normalizer
{
    public override string Apply(string text) => text.Length == 0 ? text : before + text;
}
