using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Dialogues as files write them: a list of turns, each with a role and a text.</summary>
/// <param name="role">The turn's column that says who speaks.</param>
/// <param name="content">The turn's column that holds what is said.</param>
internal sealed class Conversation(string role, string content)
{
    /// <summary>OpenAI's, which HuggingFace's sets have.</summary>
    public static Conversation OfRoles { get; } = new("role", "content");

    /// <summary>ShareGPT's.</summary>
    public static Conversation OfSpeakers { get; } = new("from", "value");

    /// <summary>The turns of a column.</summary>
    /// <exception cref="OddRowException">It is no list of turns, or one of them is a tool's or has no text.</exception>
    public IReadOnlyList<ChatTurn> Turns(DataRecord row, string column) => [.. row.List(column).Select(turn => Turn(row, column, turn))];

    public ChatTurn Turn(DataRecord row, string column, object? value)
    {
        if (value is not IReadOnlyDictionary<string, object?> turn || !turn.TryGetValue(role, out var who) || !turn.TryGetValue(content, out var said))
            throw row.Odd($"column '{column}' must hold turns with {role} and {content}.");
        var speaker = row.TextOf(who, $"{column}.{role}")?.ToLowerInvariant() switch
        {
            "user" or "human" => Transcript.User,
            "assistant" or "gpt" or "chatgpt" or "bot" or "model" => Transcript.Assistant,
            "system" or "developer" => Transcript.System,
            var other => throw row.Odd($"a turn of '{column}' is said by '{other}'. Turns of user, assistant and system are read; tools are not."),
        };
        var text = said is IReadOnlyList<object?> parts ? string.Join("\n", parts.Select(p => Part(row, column, p))) : row.TextOf(said, $"{column}.{content}");
        return string.IsNullOrEmpty(text) ? throw row.Odd($"a turn of '{column}' has no text, such as the call of a tool.") : new ChatTurn(speaker, text);
    }

    /// <summary>The system's text, which some files keep in a column of its own; none where that is missing or empty.</summary>
    public static IEnumerable<ChatTurn> SystemOf(DataRecord row) => row.TextOrNull("system") is { } text ? [new(Transcript.System, text)] : [];

    /// <summary>What was said before an answer as a question.</summary>
    /// <exception cref="OddRowException">There is nothing, the last turn is not the user's, or a turn holds what marks a speaker.</exception>
    public static string Question(DataRecord row, string column, IReadOnlyList<ChatTurn> before)
    {
        if (before.Count == 0 || before[^1].Role != Transcript.User) throw row.Odd($"in '{column}' no turn of the user comes before the answer.");
        return Transcript.Keeps(before) ? Transcript.Write(before) : throw row.Odd(
            $"a turn of '{column}' holds a line that begins with 'Human:', 'Assistant:' or 'System:' as a speaker's does.");
    }

    /// <summary>A part of a turn that comes in parts; pictures and sounds are not read.</summary>
    private static string Part(DataRecord row, string column, object? part) =>
        part is IReadOnlyDictionary<string, object?> record && record.TryGetValue("text", out var text) && row.TextOf(text, column) is { } said
            ? said
            : throw row.Odd($"a turn of '{column}' has a part that is no text.");
}
