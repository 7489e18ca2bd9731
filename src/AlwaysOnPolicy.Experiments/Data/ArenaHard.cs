namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Arena-Hard's question files: version 2 has a prompt with uid and subcategory, version 0.1 turns as MT-bench has them, with a cluster of topics; its
/// one category names the set.</summary>
internal static class ArenaHard
{
    public static QuestionRow Question(DataRecord row, string id) => row.Has("prompt")
        ? new(row.TextOrNull("uid") ?? id, row.TextOrNull("subcategory") ?? row.TextOrNull("category"), row.Text("prompt"))
        : MtBench.FirstTurn(row, id, row.TextOrNull("cluster"));
}
