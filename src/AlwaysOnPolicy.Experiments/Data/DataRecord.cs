using System.Globalization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A record of a data file, whose columns are taken with complaints that name file and line.</summary>
/// <param name="Line">Where it begins, from 1; in a Parquet file, which has no lines, the number of the row.</param>
/// <param name="Columns">Their values, as <see cref="DataNumber"/>'s file lists them.</param>
internal sealed record DataRecord(string Path, int Line, IReadOnlyDictionary<string, object?> Columns)
{
    public string Place => $"{Path}:{Line}";

    public QuestionOrigin Origin => new(System.IO.Path.GetFileName(Path), Line);

    public bool Has(string column) => Columns.ContainsKey(column);

    /// <summary>A column's text without white space round it; "" where it is empty, null or, as pandas writes a missing text, NaN.</summary>
    /// <exception cref="OddRowException">The column is absent or holds no text.</exception>
    public string Text(string column) => TextOf(Value(column), column) ?? "";

    /// <summary>Like <see cref="Text"/>; null where the column is absent, null or empty. A number is taken as it is written.</summary>
    public string? TextOrNull(string column) => TextOf(Columns.GetValueOrDefault(column), column) is { Length: > 0 } text ? text : null;

    /// <summary>Like <see cref="Text"/>, with white space as it stands.</summary>
    /// <exception cref="OddRowException">The column is absent or holds no text.</exception>
    public string Whole(string column) => Value(column) is string text ? text : Text(column);

    /// <summary>True or false, as such or in words; null where the column is absent, null or empty.</summary>
    /// <exception cref="OddRowException">It is something else.</exception>
    public bool? FlagOrNull(string column) => Columns.GetValueOrDefault(column) is bool flag ? flag : TextOrNull(column) is not { } word ? null
        : bool.TryParse(word, out var said) ? said : throw Odd($"column '{column}' is '{word}': it must be true or false.", column);

    /// <summary>A finite number; null where the column is absent, null or empty.</summary>
    /// <param name="hint">What to do where it is none.</param>
    public double? NumberOrNull(string column, string hint)
    {
        var text = Columns.GetValueOrDefault(column) is DataNumber number ? number.Text : TextOrNull(column);
        if (string.IsNullOrEmpty(text)) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Odd($"column '{column}' is '{text}', which is no finite number: {hint}", column);
    }

    /// <summary>A column's list.</summary>
    /// <exception cref="OddRowException">The column is absent, or no list with something in it.</exception>
    public IReadOnlyList<object?> List(string column) => Value(column) switch
    {
        IReadOnlyList<object?> { Count: > 0 } list => list,
        Unread unread => throw Refuse(unread, column),
        _ => throw Odd($"column '{column}' must be a list with something in it.", column),
    };

    /// <param name="column">Where the value is from, for complaints.</param>
    public string? TextOf(object? value, string column) => value switch
    {
        string text => text.Trim(),
        DataNumber { IsFinite: true } number => number.Text,
        null or DataNumber { Text: DataNumber.NaN } => null,
        Unread unread => throw Refuse(unread, column),
        DataNumber number => throw Odd($"column '{column}' is {number.Text}, which is no text.", column),
        bool => throw Odd($"column '{column}' must be text, and is true or false.", column),
        IReadOnlyList<object?> => throw Odd($"column '{column}' must be text, and is a list.", column),
        _ => throw Odd($"column '{column}' must be text, and is a record of its own.", column),
    };

    /// <param name="column">The one that is to blame, if one is.</param>
    public OddRowException Odd(string reason, string? column = null) => new(reason, Place, column);

    private object? Value(string column) => Columns.TryGetValue(column, out var value)
        ? value
        : throw Odd($"column '{column}' is missing; the columns are: {string.Join(", ", Columns.Keys)}. Check that the format fits the file, or name the " +
            "column.", column);

    private Exception Refuse(Unread unread, string column) =>
        unread.WholeColumn ? new DataException($"{Path}: column '{column}' {unread.Why}") : Odd($"column '{column}' {unread.Why}", column);
}
