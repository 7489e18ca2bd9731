using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Self-Instruct's tasks, each with its first instance.</summary>
internal static class SelfInstruct
{
    public static QuestionRow Question(DataRecord row, string id) => new(row.TextOrNull("id") ?? id, null, QuestionText(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id) => new(row.TextOrNull("id") ?? id, QuestionText(row), Instance(row, "output"));

    private static string QuestionText(DataRecord row) => Instruction.With(row.Text("instruction"), Instance(row, "input"));

    private static string Instance(DataRecord row, string column)
    {
        var instance = row.FirstOf("instances");
        if (instance.ValueKind != JsonValueKind.Object || !instance.TryGetProperty(column, out var value))
            throw row.Error($"the first of 'instances' has no '{column}'.");
        return row.TextOf(value, column) ?? "";
    }
}
