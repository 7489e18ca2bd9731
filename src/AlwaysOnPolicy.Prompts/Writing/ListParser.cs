using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Reads the list out of an LLM's answer: JSON, numbered, or bulleted; else, of questions the lines that end with a question mark, of keywords
/// every short line.</summary>
internal static partial class ListParser
{
    private const int LongestKeyword = 60;

    public static IReadOnlyList<ListedItem> Parse(string answer, ListOf kind = ListOf.Questions)
    {
        var text = answer.Trim();
        if (FromJson(text) is { Count: > 0 } listed) return listed;
        var lines = text.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => !l.TrimStart().StartsWith("```", StringComparison.Ordinal)).ToArray();
        var numbered = lines.Count(l => Numbered().IsMatch(l));
        var bulleted = lines.Count(l => Bulleted().IsMatch(l));
        if (numbered == 0 && bulleted == 0) return kind == ListOf.Keywords ? Keywords(lines) : Clean(lines.Where(l => l.TrimEnd().EndsWith('?')));
        // Numbered headings over bulleted questions have fewer numbers than bullets.
        return Clean(Entries(lines, numbered >= bulleted ? Numbered() : Bulleted(), numbered >= bulleted ? Bulleted() : Numbered()));
    }

    /// <summary>One keyword a line, or all of them on one with commas between. A line that ends like a sentence or opens the list is none.</summary>
    private static IReadOnlyList<ListedItem> Keywords(string[] lines)
    {
        var filled = lines.Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#') && l[^1] is not (':' or '.' or '!')).ToArray();
        var listed = filled.Length == 1 && filled[0].Contains(',') ? filled[0].Split(',', StringSplitOptions.TrimEntries) : filled;
        return Clean(listed.Where(k => k.Length <= LongestKeyword));
    }

    /// <summary>The entries behind the markers. A line right below an entry goes on with it; one after an empty line, a heading or a lower-level entry does not.</summary>
    private static IEnumerable<string> Entries(string[] lines, Regex marker, Regex other)
    {
        string? entry = null;
        var goesOn = false;
        foreach (var line in lines)
        {
            if (marker.Match(line) is { Success: true } match)
            {
                if (entry is not null) yield return entry;
                entry = line[match.Length..];
                goesOn = true;
            }
            else if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#') || other.IsMatch(line))
            {
                goesOn = false;
            }
            else if (goesOn)
            {
                entry += " " + line.Trim();
            }
        }
        if (entry is not null) yield return entry;
    }

    private static IReadOnlyList<ListedItem> Clean(IEnumerable<string> entries) => [.. entries.Select(Clean).Where(i => i.Text.Length > 0)];

    private static ListedItem Clean(string entry)
    {
        var text = Spaces().Replace(entry, " ").Trim();
        text = Unwrap(text.Replace("**", "", StringComparison.Ordinal).Trim());
        string? tag = null;
        if (Tagged().Match(text) is { Success: true } tagged)
        {
            tag = tagged.Groups[1].Value.Trim();
            text = text[tagged.Length..];
        }
        text = Labelled().Replace(text, "");
        return new(Unwrap(text.Trim()), tag);
    }

    private static string Unwrap(string text)
    {
        (char Open, char Close)[] quotes = [('"', '"'), ('“', '”'), ('*', '*'), ('_', '_')];
        foreach (var (open, close) in quotes)
            if (text.Length > 2 && text[0] == open && text[^1] == close && text.IndexOf(close, 1) == text.Length - 1) return text[1..^1].Trim();
        return text;
    }

    private static List<ListedItem>? FromJson(string text)
    {
        var start = text.IndexOfAny(['[', '{']);
        var end = text.LastIndexOfAny([']', '}']);
        if (start < 0 || end < start) return null;
        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(start, end - start + 1), new() { AllowTrailingCommas = true });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
                root = root.EnumerateObject().Select(p => p.Value).FirstOrDefault(v => v.ValueKind == JsonValueKind.Array);
            return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(FromJson).OfType<ListedItem>()] : null;
        }
        catch (JsonException)
        {
            return null;   // a bracket in a sentence: the answer is no JSON
        }
    }

    private static ListedItem? FromJson(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return NonEmpty(Clean(element.GetString()!));
        if (element.ValueKind != JsonValueKind.Object) return null;
        var fields = element.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).ToArray();
        var text = Field(fields, "question", "keyword", "text", "prompt");
        var tag = Field(fields, "domain", "subreddit", "category");
        return text is null ? null : NonEmpty(Clean(text) with { Tag = tag ?? Clean(text).Tag });
    }

    private static string? Field(JsonProperty[] fields, params string[] names) =>
        names.Select(n => fields.Where(f => f.Name.Equals(n, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value.GetString()).FirstOrDefault())
            .FirstOrDefault(v => v is not null);

    private static ListedItem? NonEmpty(ListedItem item) => item.Text.Length > 0 ? item : null;

    // "12. …", "12) …", "(12) …", "Q12: …", "12: …", each also in bold. "12 eggs" is no marker, "3.5 litres" neither.
    [GeneratedRegex(@"^\s*(\*\*)?\(?(?:Q(?:uestion)?\s*)?\d{1,4}(?:\*\*)?[.):](?:\*\*)?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*[-*•–]\s+")]
    private static partial Regex Bulleted();

    [GeneratedRegex(@"^\[([^\]\n]{1,60})\]\s*[:–-]?\s*")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^(?:question|keyword)\s*\d*\s*:\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
