namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripEnds(bool left, bool right) : Normalizer
{
    public override string Apply(string text) => (left, right) switch
    {
        (true, true) => text.Trim(),
        (true, false) => text.TrimStart(),
        (false, true) => text.TrimEnd(),
        _ => text,
    };
}
