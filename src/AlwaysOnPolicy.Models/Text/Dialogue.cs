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

    internal static IReadOnlyList<ChatTurn> ByTurns(IReadOnlyList<ChatTurn> turns)
    {
        var joined = new List<ChatTurn>();
        foreach (var turn in turns.Select(t => t.Role == Transcript.System ? t with { Role = Transcript.User } : t))
            if (joined.Count > 0 && joined[^1].Role == turn.Role) joined[^1] = turn with { Content = $"{joined[^1].Content}\n\n{turn.Content}" };
            else joined.Add(turn);
        return joined;
    }
}
