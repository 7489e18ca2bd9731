using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts;

/// <summary>A prompt set as JSON: each answer that calls were shown stands once, and a call names its by their places in that list.</summary>
internal sealed class PromptSetConverter : JsonConverter<PromptSet>
{
    /// <param name="Shown">Ids of the questions.</param>
    /// <param name="Samples">Numbers of their answers, −1 where it is not known; null where all are 0.</param>
    private sealed record Stored(
        IReadOnlyList<Question> Prompts, IReadOnlyList<string> Notes, IReadOnlyList<StoredCall>? Calls = null, IReadOnlyList<string>? Shown = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Samples = null, IReadOnlyList<DomainAnalysis>? Weights = null);

    /// <param name="Shown">Places in the list, parted by spaces; in the files of versions before, the ids themselves as an array.</param>
    private sealed record StoredCall(int Number, JsonElement Shown);

    public override PromptSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var stored = JsonSerializer.Deserialize<Stored>(ref reader, options) ?? throw new JsonException("A prompt set is null.");
        var samples = Numbers(stored.Samples ?? "");
        ShownAnswer[] shown = [.. (stored.Shown ?? []).Select((id, i) => new ShownAnswer(id, samples.Length == 0 ? 0 : samples[i] < 0 ? null : samples[i]))];
        return new(stored.Prompts, stored.Notes)
        {
            Calls = [.. (stored.Calls ?? []).Select(c => new AuthorCall(c.Number, c.Shown.ValueKind == JsonValueKind.Array
                ? [.. c.Shown.EnumerateArray().Select(id => new ShownAnswer(id.GetString()!, null))]
                : [.. Numbers(c.Shown.GetString()!).Select(place => shown[place])]))],
            Weights = stored.Weights ?? [],
        };
    }

    public override void Write(Utf8JsonWriter writer, PromptSet value, JsonSerializerOptions options)
    {
        ShownAnswer[] shown = [.. value.Calls.SelectMany(c => c.Shown).Distinct()];
        var places = shown.Index().ToDictionary(s => s.Item, s => s.Index);
        JsonSerializer.Serialize(writer, new Stored(value.Prompts, value.Notes,
            [.. value.Calls.Select(c => new StoredCall(c.Number, JsonSerializer.SerializeToElement(Text(c.Shown.Select(s => places[s])))))],
            [.. shown.Select(s => s.QuestionId)], shown.Any(s => s.Sample != 0) ? Text(shown.Select(s => s.Sample ?? -1)) : null, value.Weights), options);
    }

    private static string Text(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static int[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
}
