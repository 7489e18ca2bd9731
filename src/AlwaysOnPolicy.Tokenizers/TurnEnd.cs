using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Tokenizers;

/// <summary>The token with which a prompt's frame ends a turn, such as &lt;|im_end|&gt;, &lt;end_of_turn&gt; or &lt;|eot_id|&gt;.</summary>
internal static class TurnEnd
{
    private const string Answer = "Zq4x";   // no template writes it by itself

    /// <summary>Of the chat template: the token behind what the assistant said; null where there is no template, or it puts plain text there.</summary>
    public static int? OfChat(Tokenizer tokenizer)
    {
        if (tokenizer.Template is null) return null;
        try
        {
            var text = tokenizer.RenderChat([new ChatTurn("user", "?"), new ChatTurn("assistant", Answer)], addGenerationPrompt: false);
            var at = text.LastIndexOf(Answer, StringComparison.Ordinal);
            return at < 0 ? null : First(tokenizer, text[(at + Answer.Length)..]);
        }
        catch (UserErrorException)
        {
            return null;   // it takes no turn of the assistant's, or cannot be used at all: whoever prompts by it is told
        }
    }

    /// <summary>The special token that a text begins with, white space apart; null where it begins with another.</summary>
    public static int? First(Tokenizer tokenizer, string text) =>
        tokenizer.Encode(text.TrimStart(), addSpecialTokens: false) is [var id, ..] && IsMark(tokenizer, id) ? id : null;

    /// <summary>Some tokenizers do not flag their end of turn as special: its brackets tell it then.</summary>
    private static bool IsMark(Tokenizer tokenizer, int id)
    {
        if (tokenizer.Decode([id], skipSpecialTokens: true).Length == 0 && tokenizer.Decode([id]).Trim().Length > 0) return true;
        return tokenizer.TokenOf(id) is { Length: > 3 } token && (token[0], token[^1]) is ('<', '>') or ('[', ']');
    }
}
