namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>The question files of MT-bench and Vicuna-bench: of several turns the first, since a policy here answers one.</summary>
internal static class MtBench
{
    public static QuestionRow Question(DataRecord row, string id) => FirstTurn(row, id, row.TextOrNull("category"));

    /// <summary>Turns are texts, or records whose content is the text.</summary>
    public static QuestionRow FirstTurn(DataRecord row, string id, string? domain)
    {
        var turns = row.List("turns");
        var first = turns[0] is IReadOnlyDictionary<string, object?> turn ? turn.GetValueOrDefault("content") : turns[0];
        return new(row.TextOrNull("question_id") ?? id, domain, row.TextOf(first, "turns") ?? "") { GoesOn = turns.Count > 1 };
    }
}
