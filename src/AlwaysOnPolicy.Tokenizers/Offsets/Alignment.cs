using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Offsets;

/// <summary>Where each character of a changed text comes from, gathered while the text before the change is read code point by code point.</summary>
/// <remarks>As in Hugging Face's tokenizers (tokenizer/normalizer.rs): what replaces a code point has its place, what is inserted the place of the code point
/// before it.</remarks>
internal sealed class Alignment(string source)
{
    private readonly List<TextSpan> _origins = new(source.Length + 8);
    private int _at;
    private TextSpan _last;

    /// <summary>For each character of the changed text its place in the text before, whole code points.</summary>
    public IReadOnlyList<TextSpan> Origins => _origins;

    /// <summary>Some characters stand for the next code point.</summary>
    public void Replace(int characters)
    {
        Skip(1);
        Insert(characters);
    }

    /// <summary>Some characters come in behind the last code point that was read.</summary>
    public void Insert(int characters) => Add(_last, characters);

    /// <summary>Some characters come in before the next code point.</summary>
    public void InsertBefore(int characters) => Add(Next(), characters);

    /// <summary>The next code points go.</summary>
    public void Skip(int codePoints)
    {
        for (; codePoints > 0 && _at < source.Length; codePoints--)
        {
            _last = Next();
            _at = _last.End;
        }
    }

    /// <summary>What comes before a place goes.</summary>
    public void SkipTo(int place)
    {
        while (_at < place) Skip(1);
    }

    /// <summary>What comes before a place stays as it is.</summary>
    public void KeepTo(int place)
    {
        while (_at < place) Replace(Next().Length);
    }

    /// <summary>A text stands for the next code points: one for one, then what is left over of either.</summary>
    public void Exchange(int codePoints, ReadOnlySpan<char> written)
    {
        foreach (var rune in written.EnumerateRunes())
            if (codePoints-- > 0) Replace(rune.Utf16SequenceLength);
            else Insert(rune.Utf16SequenceLength);
        Skip(codePoints);
    }

    public void Add(TextSpan origin, int characters)
    {
        for (; characters > 0; characters--) _origins.Add(origin);
    }

    private TextSpan Next()
    {
        Rune.DecodeFromUtf16(source.AsSpan(_at), out _, out var length);
        return new TextSpan(_at, length);
    }
}
