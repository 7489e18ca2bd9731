namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Anthropic's helpful and harmless dialogues: two transcripts that part at an assistant's turn.</summary>
internal sealed class HhRlhf(bool singleTurnOnly, DialogueText dialogue)
{
    private const string Human = "\n\nHuman:";
    private const string Assistant = "\n\nAssistant:";

    public QuestionRow? Question(DataRecord row, string id) => Pair(row, id) is { } pair ? new QuestionRow(id, null, pair.Question) : null;

    /// <returns>Null for a dialogue of several turns where only single ones are wanted.</returns>
    public PairRow? Pair(DataRecord row, string id)
    {
        var (chosen, rejected) = (Transcript(row, "chosen"), Transcript(row, "rejected"));
        var common = chosen.AsSpan().CommonPrefixLength(rejected);
        var end = chosen[..common].LastIndexOf(Assistant, StringComparison.Ordinal);
        if (end < 0) throw row.Odd("'chosen' and 'rejected' have no turn of the assistant up to which they are the same.");
        var prompt = chosen[..end];
        var last = prompt.LastIndexOf(Human, StringComparison.Ordinal);
        if (last < 0) throw row.Odd("no turn of the human comes before the answer.");
        if (singleTurnOnly && prompt.IndexOf(Human, StringComparison.Ordinal) != last) return null;
        var question = dialogue == DialogueText.FinalTurn || prompt[..last].Trim().Length == 0 ? prompt[(last + Human.Length)..] : prompt;
        return new PairRow(id, null, question.Trim(), Answer(chosen, end), Answer(rejected, end));
    }

    /// <summary>Texts are trimmed when they are read, which takes the blank line before the first turn: here it is again.</summary>
    private static string Transcript(DataRecord row, string column) => "\n\n" + row.Text(column);

    /// <summary>The turn of the assistant alone, should the transcripts part before their last one.</summary>
    private static string Answer(string transcript, int start)
    {
        var rest = transcript[(start + Assistant.Length)..];
        var next = rest.IndexOf(Human, StringComparison.Ordinal);
        return (next < 0 ? rest : rest[..next]).Trim();
    }
}
