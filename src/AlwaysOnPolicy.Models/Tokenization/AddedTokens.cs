using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>A token that is found in the text before anything else happens to it.</summary>
internal sealed record AddedToken(int Id, string Content, bool Special, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized);

/// <summary>Finds added tokens in a text: the leftmost, and of those at one place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<char, AddedToken[]> _byFirstChar;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        All = [.. tokens];
        _byFirstChar = All.Where(t => t.Content.Length > 0)
            .GroupBy(t => t.Content[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());
    }

    public IReadOnlyList<AddedToken> All { get; }

    public static IEnumerable<AddedToken> Read(JsonElement root)
    {
        if (root.IsNull("added_tokens")) yield break;
        foreach (var t in root.GetProperty("added_tokens").EnumerateArray())
            yield return new AddedToken(t.GetProperty("id").GetInt32(), t.GetProperty("content").GetString()!, t.Flag("special"), t.Flag("single_word"),
                t.Flag("lstrip"), t.Flag("rstrip"), t.Flag("normalized"));
    }

    /// <summary>The parts of a text in order: plain text, or an added token.</summary>
    public IEnumerable<(string Text, AddedToken? Token)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!_byFirstChar.TryGetValue(text[at], out var candidates)) continue;
            var token = Array.Find(candidates, t => string.CompareOrdinal(text, at, t.Content, 0, t.Content.Length) == 0);
            if (token is null || (token.SingleWord && !StandsAlone(text, at, at + token.Content.Length))) continue;

            var (from, to) = (at, at + token.Content.Length);
            if (token.StripLeft)
                while (from > start && char.IsWhiteSpace(text[from - 1])) from--;
            if (token.StripRight)
                while (to < text.Length && char.IsWhiteSpace(text[to])) to++;
            if (from > start) yield return (text[start..from], null);
            yield return (token.Content, token);
            start = to;
            at = to - 1;
        }
        if (start < text.Length) yield return (text[start..], null);
    }

    private static bool StandsAlone(string text, int from, int to) =>
        (from == 0 || !IsWord(text[from - 1])) && (to == text.Length || !IsWord(text[to]));

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
