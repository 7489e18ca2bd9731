using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a reward model was trained on: training_data.json beside its weights, so that a bench can tell whether it has seen the questions.</summary>
/// <param name="Formats">Of the files.</param>
/// <param name="Pairs">Pairs trained on.</param>
/// <param name="Questions">A hash of each question, by wording; sorted.</param>
internal sealed record TrainedQuestions(IReadOnlyList<DataFormat> Formats, int Pairs, IReadOnlyList<string> Questions)
{
    private const string FileName = "training_data.json";

    public static TrainedQuestions Of(IEnumerable<DataFormat> formats, IReadOnlyList<string> questions) =>
        new([.. formats.Distinct().Order()], questions.Count, [.. questions.Select(Hash).Distinct().Order(StringComparer.Ordinal)]);

    public void Write(string folder) => ArtifactJson.Write(Path.Combine(folder, FileName), this);

    /// <returns>Null where the folder has no such file, or one that cannot be read: then nobody knows.</returns>
    public static TrainedQuestions? TryRead(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<TrainedQuestions>(File.ReadAllText(file), ArtifactJson.Indented);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How many of the questions it was trained on.</summary>
    public int Among(IEnumerable<string> questions)
    {
        var seen = Questions.ToHashSet(StringComparer.Ordinal);
        return questions.Count(q => seen.Contains(Hash(q)));
    }

    private static string Hash(string question) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(QuestionText.Key(question))))[..16];
}
