using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>The step that changes a text before it is split.</summary>
internal abstract class Normalizer
{
    public abstract string Apply(string text);

    /// <summary>The same with the places that its characters come from.</summary>
    public abstract AlignedText Apply(AlignedText text);

    /// <summary>Whether what begins the normalized text comes from what begins the text: not so where white space or a control character in front
    /// goes.</summary>
    public virtual bool KeepsBeginning(string text) => true;

    /// <summary>Whether a text's first character leaves anything behind.</summary>
    protected bool KeepsFirst(string text)
    {
        if (text.Length == 0) return true;
        System.Text.Rune.DecodeFromUtf16(text, out _, out var length);
        return Apply(text[..length]).Length > 0;
    }
}

internal sealed class NormalizerSequence(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override string Apply(string text) => steps.Aggregate(text, (t, step) => step.Apply(t));

    public override AlignedText Apply(AlignedText text) => steps.Aggregate(text, (t, step) => step.Apply(t));

    public override bool KeepsBeginning(string text)
    {
        foreach (var step in steps)
        {
            if (!step.KeepsBeginning(text)) return false;
            text = step.Apply(text);
        }
        return true;
    }
}
