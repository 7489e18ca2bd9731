using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A line of AlpacaEval's annotations: which of two answers an annotator prefers. The second is the model's that is measured, the first its
/// baseline's.</summary>
/// <param name="Instruction">The question.</param>
/// <param name="Dataset">Where the question is from.</param>
/// <param name="Output1">The baseline's answer.</param>
/// <param name="Generator1">The baseline's name.</param>
/// <param name="Output2">The measured model's answer.</param>
/// <param name="Generator2">The measured model's name.</param>
/// <param name="Annotator">Who judged.</param>
/// <param name="Preference">1 to 2: 1 for the first answer, 2 for the second, 1.5 for a tie; between where the annotator is weighed by its probabilities. Null
/// (NaN
/// in its files) where there is no verdict.</param>
public sealed record AlpacaEvalAnnotation(
    [property: JsonPropertyName("instruction")] string Instruction,
    [property: JsonPropertyName("dataset")] string? Dataset,
    [property: JsonPropertyName("output_1")] string Output1,
    [property: JsonPropertyName("generator_1")] string? Generator1,
    [property: JsonPropertyName("output_2")] string Output2,
    [property: JsonPropertyName("generator_2")] string? Generator2,
    [property: JsonPropertyName("annotator")] string? Annotator,
    [property: JsonPropertyName("preference")] double? Preference) : IDataRow
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    string IDataRow.Id => Instruction;
    string? IDataRow.Domain => Dataset;
    string IDataRow.Question => Instruction;
    string? IDataRow.PostId => null;

    /// <summary>What the preference says of the second answer as A and the first as B; what lies between goes to the nearer.</summary>
    internal Preference Verdict() => Preference switch
    {
        null => Evaluation.Judging.Preference.Failed,
        > 1.5 => Evaluation.Judging.Preference.A,
        < 1.5 => Evaluation.Judging.Preference.B,
        _ => Evaluation.Judging.Preference.Tie,
    };

    /// <summary>The preference of a verdict on the second answer as A and the first as B; one that turned is a tie there, which knows no other word for
    /// it.</summary>
    internal static double? PreferenceOf(Preference verdict) => verdict switch
    {
        Evaluation.Judging.Preference.A => 2,
        Evaluation.Judging.Preference.B => 1,
        Evaluation.Judging.Preference.Failed => null,
        _ => 1.5,
    };

    internal static AlpacaEvalAnnotation Of(DataRecord row)
    {
        var preference = row.Columns.GetValueOrDefault("preference") is DataNumber { Text: DataNumber.NaN }
            ? null : row.NumberOrNull("preference", "it must be from 1 to 2, or nothing.");
        if (preference is 0) preference = 1.5;   // how older files write a tie
        if (preference is not (null or >= 1 and <= 2)) throw row.Odd($"column 'preference' is {preference}: it must be from 1 to 2.", "preference");
        return new(row.Text("instruction"), row.TextOrNull("dataset"), row.Whole("output_1"), row.TextOrNull("generator_1"), row.Whole("output_2"),
            row.TextOrNull("generator_2"), row.TextOrNull("annotator"), preference);
    }

    /// <summary>A file's content, as AlpacaEval reads it: null stands for NaN.</summary>
    internal static string Write(IReadOnlyList<AlpacaEvalAnnotation> annotations) => JsonSerializer.Serialize(annotations, s_json) + "\n";
}
