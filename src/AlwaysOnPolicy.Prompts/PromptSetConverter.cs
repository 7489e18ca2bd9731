using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts;

/// <summary>A prompt set as JSON: each question that calls were shown answers to stands once, and a call names its answers by the questions' places.</summary>
internal sealed class PromptSetConverter : JsonConverter<PromptSet>
{
    /// <param name="Questions">Their ids.</param>
    private sealed record Stored(
        IReadOnlyList<Question> Prompts, IReadOnlyList<string> Notes, IReadOnlyList<StoredCall>? Calls = null, IReadOnlyList<string>? Questions = null,
        IReadOnlyList<DomainAnalysis>? Weights = null);

    /// <param name="Shown">A word for each answer: the question's place, and where it is not the question's answer 0 its number behind a dot, or a question
    /// mark where that is not known. In the files of versions before, the ids themselves as an array.</param>
    private sealed record StoredCall(int Number, JsonElement Shown);

    public override PromptSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var stored = JsonSerializer.Deserialize<Stored>(ref reader, options) ?? throw new JsonException("A prompt set is null.");
        return new(stored.Prompts, stored.Notes)
        {
            Calls = [.. (stored.Calls ?? []).Select(c => new AuthorCall(c.Number, c.Shown.ValueKind switch
            {
                JsonValueKind.Array => [.. c.Shown.EnumerateArray().Select(id => new ShownAnswer(Id(id), null))],
                JsonValueKind.String => [.. c.Shown.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => Answer(word, stored.Questions ?? []))],
                var kind => throw new JsonException($"what call {c.Number} was shown is neither a text nor an array: {kind}."),
            }))],
            Weights = stored.Weights ?? [],
        };
    }

    public override void Write(Utf8JsonWriter writer, PromptSet value, JsonSerializerOptions options)
    {
        string[] questions = [.. value.Calls.SelectMany(c => c.Shown).Select(s => s.QuestionId).Distinct()];
        var places = questions.Index().ToDictionary(q => q.Item, q => q.Index, StringComparer.Ordinal);
        JsonSerializer.Serialize(writer, new Stored(value.Prompts, value.Notes,
            [.. value.Calls.Select(c => new StoredCall(c.Number,
                JsonSerializer.SerializeToElement(string.Join(' ', c.Shown.Select(s => Word(places[s.QuestionId], s.Sample))))))],
            questions, value.Weights), options);
    }

    private static string Id(JsonElement id) =>
        id.ValueKind == JsonValueKind.String ? id.GetString()! : throw new JsonException($"a call was shown {id}, which is no question's id.");

    private static string Word(int place, int? sample) => string.Create(CultureInfo.InvariantCulture,
        $"{place}{(sample is null ? ".?" : sample == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{sample}"))}");

    private static ShownAnswer Answer(string word, IReadOnlyList<string> questions)
    {
        var parts = word.Split('.');
        var sample = 0;
        if (parts.Length > 2 || !Number(parts[0], out var place) || place >= questions.Count ||
            !(parts.Length == 1 || parts[1] == "?" || Number(parts[1], out sample)))
            throw new JsonException($"a call was shown '{word}', and the set names {questions.Count} questions.");
        return new(questions[place], parts is [_, "?"] ? null : sample);

        static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
