using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Prompts;

/// <summary>Reads the questions out of a language model's answer: a JSON list, or lines with or without numbers and bullets.</summary>
internal static partial class QuestionList
{
    public static IReadOnlyList<string> Parse(string answer)
    {
        var text = Fence().Replace(answer, "").Trim();
        if (text.StartsWith('['))
            try
            {
                return [.. JsonSerializer.Deserialize<string[]>(text)!.Select(q => q.Trim()).Where(q => q.Length > 0)];
            }
            catch (JsonException)
            {
                // Not a list of strings after all: read it line by line.
            }
        var lines = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToArray();
        var marked = lines.Where(l => Mark().IsMatch(l)).ToArray();
        return [.. (marked.Length > 0 ? marked : lines).Select(l => Mark().Replace(l, "").Trim().Trim('"', '*').Trim()).Where(q => q.Length > 0)];
    }

    [GeneratedRegex(@"^```\w*\s*$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(?:\*\*)?(?:\d+\s*[.):]|[-*•])\s*")]
    private static partial Regex Mark();
}
