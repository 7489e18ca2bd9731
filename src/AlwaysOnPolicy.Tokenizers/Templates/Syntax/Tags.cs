using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

internal enum PartKind
{
    Text,
    Output,
    Block,
}

/// <param name="Content">The text itself, or what stands between the brackets.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record Part(PartKind Kind, string Content, int Line);

/// <summary>Cuts a template into text, {{ outputs }} and {% blocks %}, and trims white space as the marks and Jinja's two options say.</summary>
internal sealed class Tags
{
    private readonly string _source;
    private readonly List<Part> _parts = [];
    private int _at, _line = 1, _counted;

    private Tags(string source) => _source = source;

    public static IReadOnlyList<Part> Split(string source)
    {
        // As Jinja does: one kind of line end, and the last one does not count.
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var tags = new Tags(source.EndsWith('\n') ? source[..^1] : source);
        tags.Read();
        return tags._parts;
    }

    private void Read()
    {
        while (NextTag() is var open and >= 0)
        {
            var tag = Tag.Read(_source, open, LineOf);
            AddText(open, tag);
            if (tag.IsRaw)
            {
                ReadRaw(tag);
                continue;
            }
            if (tag.Mark != '#') _parts.Add(new Part(tag.Mark == '{' ? PartKind.Output : PartKind.Block, WhiteSpace.Trim(tag.Content), LineOf(open)));
            GoBehind(tag);
        }
        if (_at < _source.Length) _parts.Add(new Part(PartKind.Text, _source[_at..], LineOf(_at)));
    }

    /// <summary>Everything up to endraw is text.</summary>
    private void ReadRaw(Tag raw)
    {
        var begin = LineOf(raw.End - 1);
        _at = raw.TrimsAfter ? BehindSpace(raw.End) : raw.End;
        for (var open = _source.IndexOf("{%", _at, StringComparison.Ordinal); open >= 0; open = _source.IndexOf("{%", open + 2, StringComparison.Ordinal))
        {
            var close = _source.IndexOf("%}", open + 2, StringComparison.Ordinal);
            if (close < 0) break;
            if (Tag.Of('%', _source[(open + 2)..close], close + 2) is not { } end || WhiteSpace.Trim(end.Content) != "endraw") continue;
            AddText(open, end);
            GoBehind(end);
            return;
        }
        throw new TemplateException($"line {begin}: 'raw' has no 'endraw'.");
    }

    private void AddText(int open, Tag tag)
    {
        var text = _source[_at..open];
        if (tag.TrimsBefore) text = WhiteSpace.TrimEnd(text);
        else if (tag.Mark != '{' && !tag.KeepsIndent) text = WithoutIndent(text, atLineStart: _at == 0 || _source[_at - 1] == '\n');
        if (text.Length > 0) _parts.Add(new Part(PartKind.Text, text, LineOf(_at)));
    }

    private void GoBehind(Tag tag)
    {
        _at = tag.End;
        if (tag.TrimsAfter) _at = BehindSpace(_at);
        else if (tag.Mark != '{' && !tag.KeepsNewline && _at < _source.Length && _source[_at] == '\n') _at++;
    }

    private int BehindSpace(int at)
    {
        while (at < _source.Length && WhiteSpace.Is(_source[at])) at++;
        return at;
    }

    private int NextTag()
    {
        for (var i = _source.IndexOf('{', _at); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
            if (_source[i + 1] is '{' or '%' or '#') return i;
        return -1;
    }

    private int LineOf(int place)
    {
        for (; _counted < place && _counted < _source.Length; _counted++)
            if (_source[_counted] == '\n') _line++;
        return _line;
    }

    /// <summary>lstrip_blocks: white space between the line's start and a block goes.</summary>
    private static string WithoutIndent(string text, bool atLineStart)
    {
        var start = text.LastIndexOf('\n') + 1;
        return (start > 0 || atLineStart) && text.AsSpan(start).ToString().All(WhiteSpace.Is) ? text[..start] : text;
    }
}
