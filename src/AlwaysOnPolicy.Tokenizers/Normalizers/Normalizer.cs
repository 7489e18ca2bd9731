using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>The step that changes a text before it is split.</summary>
internal abstract class Normalizer
{
    public abstract string Apply(string text);

    /// <summary>Builds a text anew, code point by code point.</summary>
    protected static string Map(string text, Action<Rune, StringBuilder> append)
    {
        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) append(rune, output);
        return output.ToString();
    }
}

internal sealed class NormalizerSequence(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override string Apply(string text) => steps.Aggregate(text, (t, step) => step.Apply(t));
}
