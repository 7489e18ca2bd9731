using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>Turns tokens into text as they come: never half a character, and nothing of which a stop text may yet be made.</summary>
/// <remarks>The texts together are what the tokenizer makes of all tokens. A token's text depends on the one before it, so a window of the last tokens is
/// decoded, and what it is longer by is new. WordPiece's mending of blanks, which takes back what was said, is the exception; no causal model has it.</remarks>
internal sealed class TextStream(Tokenizer tokenizer, IReadOnlyList<string> stop)
{
    private const char Broken = '\uFFFD';   // what a decoder writes for bytes that are no character, or not yet
    private readonly List<int> _window = [];
    private string _held = "";
    private int _settled, _told;   // tokens of the window whose text is whole; characters of the window's text that were taken

    /// <summary>Characters taken so far: where the next token's text begins.</summary>
    public int Length { get; private set; }

    /// <summary>Characters given out so far.</summary>
    public int Given => Length - _held.Length;

    /// <summary>Whether a stop text has come; what was given out ends before it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes the next token.</summary>
    /// <returns>The text that it adds for certain; often empty.</returns>
    public string Add(int id)
    {
        _window.Add(id);
        var text = Decode(_window);
        var whole = text.TrimEnd(Broken);
        if (whole.Length < _told) return "";
        var added = whole[_told..];
        _told = whole.Length;
        if (whole.Length == text.Length) Settle();
        return Take(added, isLast: false);
    }

    /// <summary>No token comes any more.</summary>
    /// <returns>What was held back.</returns>
    public string End()
    {
        var text = Decode(_window);
        return Take(text.Length > _told ? text[_told..] : "", isLast: true);
    }

    /// <summary>Drops what came before the newest text. Tokens without text are no beginning: some decoders take a blank from the first word.</summary>
    private void Settle()
    {
        var text = Decode(_window[_settled..]);
        if (text.Length == 0) return;
        _window.RemoveRange(0, _settled);
        (_settled, _told) = (_window.Count, text.Length);
    }

    private string Take(string added, bool isLast)
    {
        Length += added.Length;
        var text = _held + added;
        var end = FirstStop(text);
        IsStopped |= end >= 0;
        if (end < 0) end = isLast ? text.Length : text.Length - LongestBeginning(text);
        _held = text[end..];
        return text[..end];
    }

    private int FirstStop(string text) =>
        stop.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();

    /// <summary>How much of the text's end may become a stop text.</summary>
    private int LongestBeginning(string text)
    {
        for (var length = Math.Min(text.Length, stop.Count == 0 ? 0 : stop.Max(s => s.Length) - 1); length > 0; length--)
            if (stop.Any(s => s.Length > length && text.AsSpan(text.Length - length).SequenceEqual(s.AsSpan(0, length)))) return length;
        return 0;
    }

    private string Decode(List<int> ids) => tokenizer.Decode(ids, skipSpecialTokens: true);
}
