namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Self-Instruct's tasks, each with its first instance.</summary>
internal static class SelfInstruct
{
    public static QuestionRow Question(DataRecord row, string id) => new(row.TextOrNull("id") ?? id, null, Asked(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id) => new(row.TextOrNull("id") ?? id, Asked(row), Instance(row, "output"));

    private static string Asked(DataRecord row) => Instruction.With(row.Text("instruction"), Instance(row, "input"));

    private static string Instance(DataRecord row, string column)
    {
        if (row.List("instances")[0] is not IReadOnlyDictionary<string, object?> instance || !instance.TryGetValue(column, out var value))
            throw row.Odd($"the first of 'instances' has no '{column}'.");
        return row.TextOf(value, column) ?? "";
    }
}
