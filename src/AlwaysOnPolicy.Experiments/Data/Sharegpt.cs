using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>ShareGPT's dialogues: conversations, each turn with from and value; a system's text may stand
/// beside, as system. The last answer is the one to imitate; pairs have it beside, as chosen and
/// rejected, each a turn or a text.</summary>
internal static class Sharegpt
{
    private const string Column = "conversations";

    public static QuestionRow Question(DataRecord row, string id)
    {
        var turns = Turns(row);
        return new(Id(row, id), null, Conversation.Question(row, Column, turns[^1].Role == Transcript.Assistant ? [.. turns.SkipLast(1)] : turns));
    }

    public static DemonstrationRow Demonstration(DataRecord row, string id) => Turns(row) is [.. var before, { Role: Transcript.Assistant } answer]
        ? new(Id(row, id), Conversation.Question(row, Column, before), answer.Content)
        : throw row.Odd($"the last turn of '{Column}' is not the assistant's.");

    public static PairRow Pair(DataRecord row, string id) =>
        new(Id(row, id), null, Conversation.Question(row, Column, Turns(row)), Answer(row, "chosen"), Answer(row, "rejected"));

    private static ChatTurn[] Turns(DataRecord row)
    {
        var turns = Conversation.OfSpeakers.Turns(row, Column);
        return turns is [{ Role: Transcript.System }, ..] ? [.. turns] : [.. Conversation.SystemOf(row), .. turns];
    }

    private static string Id(DataRecord row, string id) => row.TextOrNull("id") ?? id;

    private static string Answer(DataRecord row, string column) => row.Columns.GetValueOrDefault(column) is IReadOnlyDictionary<string, object?> turn
        ? Conversation.OfSpeakers.Turn(row, column, turn).Content
        : row.Text(column);
}
