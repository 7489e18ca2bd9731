using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>HuggingFaceH4's preference sets: a prompt, and the chosen and the rejected answer, each as text or as the turns of a dialogue. Their prompt_id
/// is the prompt's: several rows may have it.</summary>
internal static class H4
{
    public static QuestionRow Question(DataRecord row, string id) => new(Post(row) ?? id, null, Prompt(row, row.Value.TryGetProperty("chosen", out _) ? "chosen" : "messages"), Post(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id)
    {
        var column = row.Value.TryGetProperty("messages", out _) ? "messages" : "chosen";
        return new(Id(row, id), Prompt(row, column), Answer(row, column), Post(row));
    }

    public static PairRow Pair(DataRecord row, string id) => new(Id(row, id), null, Prompt(row, "chosen"), Answer(row, "chosen"), Answer(row, "rejected"), Post(row));

    private static string? Post(DataRecord row) => row.TextOrNull("prompt_id") is { Length: > 0 } post ? post : null;

    private static string Id(DataRecord row, string id) => Post(row) is { } post ? $"{post}/{id}" : id;

    /// <summary>The column "prompt"; without it what was said before the last answer, speakers named where there are several turns.</summary>
    private static string Prompt(DataRecord row, string column)
    {
        if (row.Value.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String) return row.Text("prompt");
        var turns = prompt.ValueKind == JsonValueKind.Array ? Turns(row, "prompt") : Turns(row, column)[..^1];
        return turns.Length == 1
            ? turns[0].Text
            : string.Join("\n\n", turns.Select(t => $"{(t.Role == "assistant" ? "Assistant" : t.Role == "system" ? "System" : "Human")}: {t.Text}"));
    }

    private static string Answer(DataRecord row, string column)
    {
        if (row.Value.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String) return row.Text(column);
        var turns = Turns(row, column);
        return turns[^1].Role == "assistant" ? turns[^1].Text : throw row.Error($"the last turn of '{column}' is not the assistant's.");
    }

    private static (string Role, string Text)[] Turns(DataRecord row, string column)
    {
        row.FirstOf(column);   // complains where there is no list, or an empty one
        return [.. row.Value.GetProperty(column).EnumerateArray().Select(turn => turn.ValueKind == JsonValueKind.Object
            && turn.TryGetProperty("role", out var role) && turn.TryGetProperty("content", out var content)
                ? (row.TextOf(role, $"{column}.role") ?? "", row.TextOf(content, $"{column}.content") ?? "")
                : throw row.Error($"column '{column}' must hold turns with role and content."))];
    }
}
