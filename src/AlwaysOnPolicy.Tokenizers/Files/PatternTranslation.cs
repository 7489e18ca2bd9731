using System.Text;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>Rewrites what Oniguruma writes in another way than .NET: possessive quantifiers, a quantifier behind an interval, classes within classes.</summary>
internal sealed partial class PatternTranslation
{
    private readonly string _source;
    private readonly StringBuilder _output = new();
    private readonly Stack<int> _groups = new();
    private int _at, _atom = -1;   // where the last thing that a quantifier can follow begins in the output

    private PatternTranslation(string source) => _source = source;

    /// <exception cref="FormatException">The pattern means something to Oniguruma that .NET cannot say: the message names it.</exception>
    public static string Of(string source)
    {
        if (Different().Match(source) is { Success: true } odd) throw new FormatException($"'{odd.Value}'");
        var translation = new PatternTranslation(source);
        translation.Read();
        return translation._output.ToString();
    }

    private void Read()
    {
        while (_at < _source.Length)
        {
            var c = _source[_at];
            switch (c)
            {
                case '\\': Atom(Escape()); break;
                case '[': Atom(Class()); break;
                case '(':
                    _groups.Push(_output.Length);
                    Copy();
                    _atom = -1;
                    break;
                case ')':
                    Copy();
                    _atom = _groups.Count > 0 ? _groups.Pop() : -1;
                    break;
                case '?' or '*' or '+' when _atom >= 0: Quantifier(c.ToString()); break;
                case '{' when _atom >= 0 && Interval().Match(_source, _at) is { Success: true } interval: Quantifier(interval.Value); break;
                case '|' or '^' or '$':
                    Copy();
                    _atom = -1;
                    break;
                default: Atom(c.ToString()); _at++; break;
            }
        }
    }

    private void Copy() => _output.Append(_source[_at++]);

    private void Atom(string text)
    {
        _atom = _output.Length;
        _output.Append(text);
    }

    /// <summary>A plus behind ?, * or + keeps what was matched; behind an interval it repeats the whole.</summary>
    private void Quantifier(string quantifier)
    {
        _at += quantifier.Length;
        _output.Append(quantifier);
        if (_at < _source.Length && _source[_at] == '+')
        {
            _at++;
            _output.Insert(_atom, quantifier[0] == '{' ? "(?:" : "(?>").Append(quantifier[0] == '{' ? ")+" : ")");
        }
        else if (_at < _source.Length && _source[_at] == '?') Copy();
    }

    private string Escape()
    {
        var length = _at + 1 >= _source.Length ? 1
            : _source[_at + 1] is 'p' or 'P' && _source.IndexOf('}', _at) is > 0 and var close ? close - _at + 1
            : _source[_at + 1] == 'u' ? 6 : _source[_at + 1] == 'x' ? 4 : 2;
        var text = _source.Substring(_at, Math.Min(length, _source.Length - _at));
        _at += text.Length;
        return text;
    }

    /// <summary>[a[bc]] is [abc] to Oniguruma, and [a&amp;&amp;[^b]] is what .NET writes [a-[b]].</summary>
    private string Class()
    {
        var text = new StringBuilder("[");
        _at++;
        if (_at < _source.Length && _source[_at] == '^') text.Append(_source[_at++]);
        var first = true;
        for (; _at < _source.Length && (_source[_at] != ']' || first); first = false)
        {
            if (_source[_at] == '\\') text.Append(Escape());
            else if (_source[_at] == '[') text.Append(Inner());
            else if (string.CompareOrdinal(_source, _at, "&&[^", 0, 4) == 0)
            {
                _at += 2;
                text.Append("-[").Append(Class()[2..]);
                if (_at >= _source.Length || _source[_at] != ']') throw new FormatException("'&&' within a class");
            }
            else if (string.CompareOrdinal(_source, _at, "&&", 0, 2) == 0) throw new FormatException("'&&'");
            else text.Append(_source[_at++]);
        }
        if (_at >= _source.Length) throw new FormatException("'[' without ']'");
        _at++;
        return text.Append(']').ToString();
    }

    private string Inner()
    {
        var inner = Class();
        return inner.StartsWith("[^", StringComparison.Ordinal) ? throw new FormatException($"'{inner}' within a class") : inner[1..^1];
    }

    /// <summary>Escapes and constructs that mean something else to .NET, or that see code units.</summary>
    [GeneratedRegex(@"\\[wWbBhHRXKGNO]|\[\[:|\(\?[a-hj-z-]|[\uD800-\uDFFF]|\\x\{")]
    private static partial Regex Different();

    [GeneratedRegex(@"\G\{\d*,?\d*\}")]
    private static partial Regex Interval();
}
