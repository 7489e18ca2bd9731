namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>databricks-dolly-15k. A context follows its instruction after a blank line.</summary>
internal static class Dolly
{
    public static QuestionRow Question(DataRecord row, string id) => new(id, row.TextOrNull("category"), Asked(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id) => new(id, Asked(row), row.Text("response"));

    private static string Asked(DataRecord row) => Instruction.With(row.Text("instruction"), row.TextOrNull("context"));
}

internal static class Instruction
{
    /// <summary>An instruction and, after a blank line, the text that it is about, where there is one.</summary>
    public static string With(string instruction, string? about) => string.IsNullOrEmpty(about) ? instruction : $"{instruction}\n\n{about}";
}
