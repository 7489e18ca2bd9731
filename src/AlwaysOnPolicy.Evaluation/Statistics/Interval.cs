using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>An interval of confidence, both ends included. In JSON: <c>[low, high]</c>.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
[JsonConverter(typeof(IntervalJson))]
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies between the ends or on one.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}

internal sealed class IntervalJson : JsonConverter<Interval>
{
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var ends = JsonSerializer.Deserialize<double[]>(ref reader, options);
        return ends is [var low, var high] ? new(low, high) : throw new JsonException("An interval is written [low, high].");
    }

    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
    }
}
