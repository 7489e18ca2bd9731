using System.Text.RegularExpressions;
using AlwaysOnPolicy.Chat.Replies;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Reads the list out of an LLM's answer: JSON, a table, numbered, or bulleted; else, of questions the lines that end with a question mark, of
/// keywords every short line. Thoughts and a plan before the list are no part of it.</summary>
internal static partial class ListParser
{
    private const int LongestKeyword = 60;

    /// <param name="cut">True when the answer stops where its tokens were used up: its last entry is then left out.</param>
    public static IReadOnlyList<ListedItem> Parse(string answer, ListOf kind = ListOf.Questions, bool cut = false)
    {
        var listed = Parse(ReplyText.Said(answer), kind);
        return cut ? [.. listed.SkipLast(1)] : listed;
    }

    private static IReadOnlyList<ListedItem> Parse(string text, ListOf kind)
    {
        if (ListedJson.Read(text, Clean) is { Count: > 0 } json) return json;
        string[] lines = [.. ReplyText.WithoutFences(text).Split('\n').Select(l => l.TrimEnd('\r'))];
        if (ListedTable.Read(lines, Clean) is { Count: > 0 } table) return table;
        string[][] numbered = [.. Blocks(lines, Numbered(), Bulleted())], bulleted = [.. Blocks(lines, Bulleted(), Numbered())];
        if (numbered.Length == 0 && bulleted.Length == 0) return kind == ListOf.Keywords ? Keywords(lines) : Clean(lines.Where(IsQuestion));
        // Numbered headings over bulleted questions have fewer numbers than bullets; a plan before the questions has fewer questions, whatever its marks.
        var (byNumber, byBullet) = kind == ListOf.Questions ? (Count(numbered, IsQuestion), Count(bulleted, IsQuestion)) : (0, 0);
        if (byNumber == byBullet) (byNumber, byBullet) = (Count(numbered, _ => true), Count(bulleted, _ => true));
        var blocks = byNumber >= byBullet ? numbered : bulleted;
        var asking = kind == ListOf.Questions ? blocks.Where(b => 2 * b.Count(IsQuestion) >= b.Length).ToArray() : [];
        return Clean((asking.Length > 0 ? asking : blocks).SelectMany(b => b));
    }

    private static int Count(string[][] blocks, Func<string, bool> what) => blocks.Sum(b => b.Count(what));

    private static bool IsQuestion(string entry) => entry.TrimEnd(' ', '\t', '"', '”', '*', '_', ')', '\'', '’').EndsWith('?');

    /// <summary>One keyword a line, or all of them on one with commas between. A line that ends like a sentence or opens the list is none.</summary>
    private static IReadOnlyList<ListedItem> Keywords(string[] lines)
    {
        var filled = lines.Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#') && l[^1] is not (':' or '.' or '!')).ToArray();
        var listed = filled.Length == 1 && filled[0].Contains(',') ? filled[0].Split(',', StringSplitOptions.TrimEntries) : filled;
        return Clean(listed.Where(k => k.Length <= LongestKeyword));
    }

    /// <summary>The entries behind the markers, in blocks: a number that is not above the last one begins a block, and words between bullets do.</summary>
    private static IEnumerable<string[]> Blocks(string[] lines, Regex marker, Regex other)
    {
        List<string> block = [];
        var (goesOn, apart, last) = (false, false, 0);
        foreach (var line in lines)
        {
            if (marker.Match(line) is { Success: true } match)
            {
                var number = int.TryParse(match.Groups["number"].Value, out var n) ? n : last + 1;
                if (block.Count > 0 && (match.Groups["number"].Success ? number <= last : apart))
                {
                    yield return [.. block];
                    block.Clear();
                }
                block.Add(line[match.Length..]);
                (goesOn, apart, last) = (true, false, number);
            }
            else if (goesOn && GoesOn(line, block[^1], other))
            {
                block[^1] += " " + line.Trim();
            }
            else
            {
                goesOn = false;
                apart |= !string.IsNullOrWhiteSpace(line) && !other.IsMatch(line);
            }
        }
        if (block.Count > 0) yield return [.. block];
    }

    /// <summary>A line right below an entry goes on with it, unless it is a heading, a lower-level entry or a reason given for it, or closes the list after a
    /// question that is complete.</summary>
    private static bool GoesOn(string line, string entry, Regex other) =>
        !string.IsNullOrWhiteSpace(line) && !line.TrimStart().StartsWith('#') && !other.IsMatch(line) && !Reason().IsMatch(line)
        && (char.IsWhiteSpace(line[0]) || !IsQuestion(entry));

    private static IReadOnlyList<ListedItem> Clean(IEnumerable<string> entries) => [.. entries.Select(Clean).Where(i => i.Text.Length > 0)];

    private static ListedItem Clean(string entry)
    {
        var text = Spaces().Replace(entry, " ").Trim();
        text = ReplyText.Unquoted(text.Replace("**", "", StringComparison.Ordinal).Trim());
        string? tag = null;
        if (Tagged().Match(text) is { Success: true } tagged)
        {
            tag = tagged.Groups[1].Value.Trim();
            text = text[tagged.Length..];
        }
        text = Labelled().Replace(text, "");
        return new(ReplyText.Unquoted(text.Trim()), tag);
    }

    // "12. …", "12) …", "(12) …", "Q12: …", "12: …", each also in bold. "12 eggs" is no marker, "3.5 litres" neither.
    [GeneratedRegex(@"^\s*(\*\*)?\(?(?:Q(?:uestion)?\s*)?(?<number>\d{1,4})(?:\*\*)?[.):](?:\*\*)?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*[-*•–]\s+")]
    private static partial Regex Bulleted();

    [GeneratedRegex(@"^\[([^\]\n]{1,60})\]\s*[:–-]?\s*")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^(?:question|keyword)\s*\d*\s*:\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"^\s*[(*_]*(?:rationale|reason|reasoning|explanation|why(?: it works)?|note|pattern|domain|target)\b[*_]*\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Reason();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
