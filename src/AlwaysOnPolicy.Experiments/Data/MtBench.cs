namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>The question files of MT-bench and Vicuna-bench: of several turns the first, since a policy here answers one.</summary>
internal static class MtBench
{
    public static QuestionRow Question(DataRecord row, string id) =>
        new(row.TextOrNull("question_id") ?? id, row.TextOrNull("category"), row.TextOf(row.List("turns")[0], "turns") ?? "");
}
