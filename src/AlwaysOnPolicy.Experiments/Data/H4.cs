using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>HuggingFaceH4's preference sets: a prompt, and the chosen and the rejected answer, each as text or as the turns of a dialogue. Their prompt_id
/// is the prompt's: several rows may have it.</summary>
internal static class H4
{
    public static QuestionRow Question(DataRecord row, string id) => new(
        Post(row) ?? id, null, Prompt(row, row.Has("chosen") ? "chosen" : "messages"), Post(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id)
    {
        var column = row.Has("messages") ? "messages" : "chosen";
        return new(Id(row, id), Prompt(row, column), Answer(row, column), Post(row));
    }

    public static PairRow Pair(DataRecord row, string id)
    {
        if (IsTurns(row, "chosen") && IsTurns(row, "rejected") && Turns(row, "chosen") is { Count: > 1 } chosen
            && Turns(row, "rejected") is { Count: > 1 } rejected
            && !chosen.SkipLast(1).SequenceEqual(rejected.SkipLast(1)))
            throw row.Odd("'chosen' and 'rejected' do not answer the same turns.");
        return new(Id(row, id), null, Prompt(row, "chosen"), Answer(row, "chosen"), Answer(row, "rejected"), Post(row));
    }

    private static string? Post(DataRecord row) => row.TextOrNull("prompt_id");

    private static string Id(DataRecord row, string id) => Post(row) is { } post ? $"{post}/{id}" : id;

    /// <summary>The column "prompt"; what was said before the last answer where there is none, or more was said.</summary>
    private static string Prompt(DataRecord row, string column)
    {
        if (IsTurns(row, "prompt")) return Conversation.Question(row, "prompt", Turns(row, "prompt"));
        var turns = IsTurns(row, column) ? Turns(row, column) : [];
        IReadOnlyList<ChatTurn> before = turns is [.., { Role: Transcript.Assistant }] ? [.. turns.SkipLast(1)] : turns;
        return row.Columns.GetValueOrDefault("prompt") is string && before.Count < 2 ? row.Text("prompt") : Conversation.Question(row, column, before);
    }

    private static string Answer(DataRecord row, string column)
    {
        if (!IsTurns(row, column)) return row.Text(column);
        return Turns(row, column) is [.., { Role: Transcript.Assistant } last]
            ? last.Content : throw row.Odd($"the last turn of '{column}' is not the assistant's.");
    }

    private static bool IsTurns(DataRecord row, string column) => row.Columns.GetValueOrDefault(column) is IReadOnlyList<object?>;

    private static IReadOnlyList<ChatTurn> Turns(DataRecord row, string column) => Conversation.OfRoles.Turns(row, column);
}
