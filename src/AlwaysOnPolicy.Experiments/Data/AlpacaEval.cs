namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>AlpacaEval's files of a model's answers: instruction, output, generator (the model) and dataset (where the instruction is from).</summary>
internal static class AlpacaEval
{
    internal const string Instruction = "instruction", Output = "output", Generator = "generator", Dataset = "dataset";

    public static QuestionRow Question(DataRecord row, string id) => new(id, row.TextOrNull(Dataset), row.Text(Instruction));

    public static AnswerRow Answer(DataRecord row, string id) =>
        new(id, row.TextOrNull(Dataset), row.Text(Instruction), row.Whole(Output)) { Generator = row.TextOrNull(Generator) };
}
