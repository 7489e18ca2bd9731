using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>A dialogue as a question: its turns as one text, "Human: … Assistant: … Human: …" with blank lines between, as HH-RLHF writes them. Data, artifacts
/// and records carry this text; what needs turns reads them from it. A question of one turn is its own text.</summary>
public static partial class Transcript
{
    /// <summary>The roles of a turn, as chat templates call them.</summary>
    public const string User = "user", Assistant = "assistant", System = "system";

    /// <summary>The text of what was said before an answer.</summary>
    public static string Write(IReadOnlyList<ChatTurn> turns) => turns is [{ Role: User } only]
        ? only.Content
        : string.Join("\n\n", turns.Select(t => $"{(t.Role == Assistant ? "Assistant" : t.Role == System ? "System" : "Human")}: {t.Content}"));

    /// <summary>The turns of a question, the last one the user's. One turn where it is no transcript.</summary>
    public static IReadOnlyList<ChatTurn> Read(string question)
    {
        var marks = Speaker().Matches(question);
        if (marks.Count < 2 || marks[0].Index != 0 || marks[^1].Groups[1].Value != "Human") return [new ChatTurn(User, question)];
        return [.. marks.Select((mark, i) => new ChatTurn(
            mark.Groups[1].Value switch { "Human" => User, "Assistant" => Assistant, _ => System },
            question[(mark.Index + mark.Length)..(i + 1 < marks.Count ? marks[i + 1].Index : question.Length)].Trim()))];
    }

    /// <summary>Whether the turns come back from their text: not where a turn holds what marks a speaker.</summary>
    public static bool Keeps(IReadOnlyList<ChatTurn> turns) => Read(Write(turns)).SequenceEqual(turns);

    [GeneratedRegex(@"(?:^|\n\n)(Human|Assistant|System):", RegexOptions.CultureInvariant)]
    private static partial Regex Speaker();
}
