using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>Tries what a chat template does with the conversations that are asked of it here.</summary>
internal static class ChatTemplateLook
{
    private static readonly (string Name, string[] Roles, bool Opens)[] s_conversations =
    [
        ("a question", [Transcript.User], true),
        ("a question and its answer", [Transcript.User, Transcript.Assistant], false),
        ("a dialogue", [Transcript.User, Transcript.Assistant, Transcript.User], true),
        ("a system's turn", [Transcript.System, Transcript.User], true),
    ];

    /// <returns>Such as "renders a question, a dialogue; refuses a system's turn (line 3: …)".</returns>
    public static string At(Tokenizer tokenizer)
    {
        var (renders, refuses, loses) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var (name, roles, opens) in s_conversations)
            try
            {
                var turns = Dialogue.Trial(roles);
                if (Dialogue.Lost(tokenizer.RenderChat(turns, opens), turns) is { } lost) loses.Add($"{name} without what the {lost.Role} says");
                else renders.Add(name);
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
            loses.Count > 0 ? $"WARNING: renders {string.Join(", ", loses)}" : "",
            refuses.Count > 0 ? $"refuses {string.Join(", ", refuses)}" : "",
            unsupported.Count > 0 ? $"refuses a conversation that comes to {string.Join(", ", unsupported)}" : "",
        }.Where(p => p.Length > 0));
    }
}
