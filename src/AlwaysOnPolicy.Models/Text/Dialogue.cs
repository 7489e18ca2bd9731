using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>Renders dialogues in a tokenizer's chat template.</summary>
internal static class Dialogue
{
    /// <summary>The turns as they are; where the template refuses them, with what a system says at the head of the user's first turn and neighbours of one
    /// speaker as one turn, which templates that want user and assistant by turns take.</summary>
    /// <exception cref="DataException">The template refuses these, too.</exception>
    public static string Render(Tokenizer tokenizer, IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, DateOnly today)
    {
        try
        {
            return tokenizer.RenderChat(turns, addGenerationPrompt, today);
        }
        catch (DataException) when (turns.Count > 1)
        {
            return tokenizer.RenderChat(ByTurns(turns), addGenerationPrompt, today);
        }
    }

    /// <summary>Turns to try a template with: words that no template writes of its own, in letters that none escapes.</summary>
    public static ChatTurn[] Trial(params IReadOnlyList<string> roles) => [.. roles.Select((role, i) => new ChatTurn(role, role switch
    {
        Transcript.User => i > 1 ? "Would cold water help" : "Why do onions sting",
        Transcript.System => "Answer as a gardener",
        _ => "Their vapour is acid",
    }))];

    /// <summary>The first of the turns whose text a template left out of what it rendered; null where all are there.</summary>
    public static ChatTurn? Lost(string rendered, IReadOnlyList<ChatTurn> turns) =>
        turns.FirstOrDefault(t => !rendered.Contains(t.Content, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a template whose prompts would all be alike, whatever is asked.</summary>
    /// <exception cref="CheckpointException">It cannot be used, or leaves out what one of them says.</exception>
    public static void RequireText(Tokenizer tokenizer, IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, DateOnly? today = null)
    {
        if (Lost(tokenizer.RenderChat(turns, addGenerationPrompt, today), turns) is { } lost)
            throw new CheckpointException($"The chat template of '{tokenizer.Template!.Place}' leaves out what the {lost.Role} says: " +
                $"'{lost.Content}' is not in what it renders. A model would never see it. Correct the template, or fetch it again. {ChatTemplate.Advice}");
    }

    internal static IReadOnlyList<ChatTurn> ByTurns(IReadOnlyList<ChatTurn> turns)
    {
        var joined = new List<ChatTurn>();
        foreach (var turn in turns.Select(t => t.Role == Transcript.System ? t with { Role = Transcript.User } : t))
            if (joined.Count > 0 && joined[^1].Role == turn.Role) joined[^1] = turn with { Content = $"{joined[^1].Content}\n\n{turn.Content}" };
            else joined.Add(turn);
        return joined;
    }
}
