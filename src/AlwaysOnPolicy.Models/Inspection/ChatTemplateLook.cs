using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>Tries what a chat template does with the conversations that are asked of it here.</summary>
internal static class ChatTemplateLook
{
    private static readonly (string Name, ChatTurn[] Turns, bool Opens)[] s_conversations =
    [
        ("a question", [new("user", "?")], true),
        ("a question and its answer", [new("user", "?"), new("assistant", "!")], false),
        ("a dialogue", [new("user", "?"), new("assistant", "!"), new("user", "?")], true),
        ("a system's turn", [new("system", "."), new("user", "?")], true),
    ];

    /// <returns>Such as "renders a question, a dialogue; refuses a system's turn (line 3: …)".</returns>
    public static string At(Tokenizer tokenizer)
    {
        var (renders, refuses) = (new List<string>(), new List<string>());
        foreach (var (name, turns, opens) in s_conversations)
            try
            {
                tokenizer.RenderChat(turns, opens);
                renders.Add(name);
            }
            catch (DataException e)
            {
                refuses.Add($"{name} ({e.Message[(e.Message.IndexOf(": line ", StringComparison.Ordinal) + 2)..].TrimEnd('.')})");
            }
            catch (CheckpointException e)
            {
                return e.Message;
            }
        var unsupported = tokenizer.Template!.Unsupported;
        return string.Join("; ", new[]
        {
            renders.Count > 0 ? $"renders {string.Join(", ", renders)}" : "",
            refuses.Count > 0 ? $"refuses {string.Join(", ", refuses)}" : "",
            unsupported.Count > 0 ? $"refuses a conversation that comes to {string.Join(", ", unsupported)}" : "",
        }.Where(p => p.Length > 0));
    }
}
