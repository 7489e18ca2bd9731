namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripEnds(bool left, bool right) : Normalizer
{
    public override bool KeepsBeginning(string text) => !left || text.Length == 0 || !char.IsWhiteSpace(text[0]);

    public override string Apply(string text) => (left, right) switch
    {
        (true, true) => text.Trim(),
        (true, false) => text.TrimStart(),
        (false, true) => text.TrimEnd(),
        _ => text,
    };
}
