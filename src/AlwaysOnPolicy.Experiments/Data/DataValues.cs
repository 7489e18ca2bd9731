namespace AlwaysOnPolicy.Experiments.Data;

// What a column of a record may hold, whatever file it comes from: null, string, bool, DataNumber, Unread, IReadOnlyList<object?> for a list, and
// IReadOnlyDictionary<string, object?> for a record or a map.

/// <summary>A number as the file writes it. NaN, Infinity and -Infinity are such too: JSON has them from Python, Parquet by itself.</summary>
internal readonly record struct DataNumber(string Text)
{
    public const string NaN = "NaN", Infinity = "Infinity", NegativeInfinity = "-Infinity";

    public bool IsFinite => Text is not (NaN or Infinity or NegativeInfinity);

    public static DataNumber Of(IFormattable number) => new(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>Something that is there and cannot be taken: it does no harm until somebody asks for it.</summary>
/// <param name="Why">Goes on from "column 'x' ".</param>
/// <param name="WholeColumn">Whether no row of the file has it otherwise.</param>
internal sealed record Unread(string Why, bool WholeColumn);
