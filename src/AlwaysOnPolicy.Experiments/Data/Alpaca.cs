namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Stanford Alpaca's tasks: instruction, input, output. An input follows its instruction after a blank line; pairs have chosen and rejected for the
/// output.</summary>
internal static class Alpaca
{
    public static QuestionRow Question(DataRecord row, string id) => new(id, null, Task(row));

    public static DemonstrationRow Demonstration(DataRecord row, string id) => new(id, Task(row), row.Text("output"));

    public static PairRow Pair(DataRecord row, string id) => new(id, null, Task(row), row.Text("chosen"), row.Text("rejected"));

    private static string Task(DataRecord row) => Instruction.With(row.Text("instruction"), row.TextOrNull("input"));
}
