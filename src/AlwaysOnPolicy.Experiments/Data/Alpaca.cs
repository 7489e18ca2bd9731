using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Stanford Alpaca's tasks: instruction, input, output. An input follows its instruction after a blank line; pairs have chosen and rejected for the
/// output. What LLaMA-Factory adds is read too: system, and history, a list of earlier instructions with their answers.</summary>
internal static class Alpaca
{
    public static QuestionRow Question(DataRecord row, string id) => new(id, null, Task(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id) => new(id, Task(row), row.Text("output"));

    public static PairRow Pair(DataRecord row, string id) => new(id, null, Task(row), row.Text("chosen"), row.Text("rejected"));

    private const string History = "history";

    private static string Task(DataRecord row)
    {
        var task = Instruction.With(row.Text("instruction"), row.TextOrNull("input"));
        ChatTurn[] before = [.. Conversation.SystemOf(row), .. Earlier(row)];
        return before.Length == 0 ? task : Conversation.Question(row, History, [.. before, new ChatTurn(Transcript.User, task)]);
    }

    private static IEnumerable<ChatTurn> Earlier(DataRecord row)
    {
        if (row.Columns.GetValueOrDefault(History) is null or IReadOnlyList<object?> { Count: 0 }) yield break;
        foreach (var entry in row.List(History))
        {
            if (entry is not IReadOnlyList<object?> { Count: 2 } pair || row.TextOf(pair[0], History) is not { Length: > 0 } asked
                || row.TextOf(pair[1], History) is not { Length: > 0 } answered)
                throw row.Odd($"column '{History}' must hold pairs of an instruction and its answer.");
            yield return new(Transcript.User, asked);
            yield return new(Transcript.Assistant, answered);
        }
    }
}
