using System.Buffers;
using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>A part of a text: plain text, or an added token with the white space that it takes along.</summary>
internal readonly record struct TextPart(ReadOnlyMemory<char> Text, AddedToken? Token);

/// <summary>Finds added tokens in a text: the leftmost, and of those at one place the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<char, (string Spelling, AddedToken Token)[]> _byFirstChar;
    private readonly SearchValues<char> _firstChars;

    /// <param name="tokens">Each with the spelling to look for.</param>
    public AddedTokenFinder(IEnumerable<(string Spelling, AddedToken Token)> tokens)
    {
        _byFirstChar = tokens.Where(t => t.Spelling.Length > 0).GroupBy(t => t.Spelling[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Spelling.Length).ToArray());
        _firstChars = SearchValues.Create([.. _byFirstChar.Keys]);
    }

    /// <param name="splitSpecial">Passes over special tokens.</param>
    public void Split(ReadOnlyMemory<char> text, bool splitSpecial, List<TextPart> parts)
    {
        var span = text.Span;
        var plain = 0;
        for (var at = Next(span, 0); at >= 0;)
        {
            if (Find(span[at..]) is not { } found)
            {
                at = Next(span, at + 1);
                continue;
            }
            var (from, to) = (at, at + found.Spelling.Length);

            // A token that may not stand here still hides what begins inside it: the reference goes on behind it.
            at = Next(span, to);
            if ((splitSpecial && found.Token.Special) || (found.Token.SingleWord && TouchesWord(span, from, to))) continue;

            if (found.Token.StripLeft) from = Math.Max(span[..from].TrimEnd().Length, plain);
            if (found.Token.StripRight) to = span.Length - span[to..].TrimStart().Length;
            if (from > plain) parts.Add(new TextPart(text[plain..from], null));
            if (to <= from) continue;   // blanks that the token before took along
            parts.Add(new TextPart(text[from..to], found.Token));
            plain = to;   // the reference goes on behind this token, though the one before may have taken more along
        }
        if (plain < text.Length) parts.Add(new TextPart(text[plain..], null));
    }

    private int Next(ReadOnlySpan<char> text, int from)
    {
        var next = text[from..].IndexOfAny(_firstChars);
        return next < 0 ? -1 : from + next;
    }

    private (string Spelling, AddedToken Token)? Find(ReadOnlySpan<char> text)
    {
        foreach (var candidate in _byFirstChar[text[0]])
            if (text.StartsWith(candidate.Spelling, StringComparison.Ordinal)) return candidate;
        return null;
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int from, int to) =>
        (from > 0 && CodePoints.IsWord(CodePoints.Before(text, from))) || (to < text.Length && CodePoints.IsWord(CodePoints.At(text, to)));
}
