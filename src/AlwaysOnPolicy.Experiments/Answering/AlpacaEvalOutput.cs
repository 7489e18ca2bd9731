using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>An answer as AlpacaEval's files of a model's answers have it.</summary>
/// <param name="Instruction">The question.</param>
/// <param name="Output">The answer.</param>
/// <param name="Generator">The model's name.</param>
/// <param name="Dataset">The question's domain; null where it has none.</param>
public sealed record AlpacaEvalOutput(
    [property: JsonPropertyName("dataset")] string? Dataset,
    [property: JsonPropertyName("instruction")] string Instruction,
    [property: JsonPropertyName("output")] string Output,
    [property: JsonPropertyName("generator")] string Generator)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>An answer of ours, as AlpacaEval's file has it.</summary>
    public AlpacaEvalOutput(AnswerLine line, string generator) : this(line.Domain, line.Question, line.Answer, generator)
    {
    }

    /// <summary>A file's content.</summary>
    public static string Write(IReadOnlyList<AlpacaEvalOutput> outputs) => JsonSerializer.Serialize(outputs, s_json);
}
