using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Web.Annotation.Records;
using CsvHelper;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>A rater's last word on one task, mapped back to who wrote the answers: a line of the JSONL and of the CSV form.</summary>
/// <param name="Item">The question's id.</param>
/// <param name="Kind">item, repeat or check.</param>
/// <param name="Verdict">a, b, tie or skip; of a check a is what its text demanded.</param>
/// <param name="Winner">Whose answer was preferred; null of a tie, a skip and a check.</param>
/// <param name="ShownFirst">Whose answer was shown first; null of a check.</param>
internal sealed record ExportLine(string Rater, string Item, string? Domain, string Kind, string A, string B, string? ShownFirst, string Verdict,
    string? Winner, string? Reason, string? Note, DateTimeOffset At)
{
    public const string Tie = "tie", Skip = "skip";
    private const string FormulaStarts = "=+-@\t\r";
    private static readonly JsonSerializerOptions s_needed = new(ArtifactJson.Compact)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };


    public static IReadOnlyList<ExportLine> Of(AnnotationSettings settings, IEnumerable<RatedTask> rated) => [.. rated.Select(r =>
    {
        var (a, b, check) = (settings.A.ToString(), settings.B.ToString(), r.Kind == TaskKind.Check);
        return new ExportLine(r.Rater, r.Id, r.Domain, r.Kind.ToString().ToLowerInvariant(), a, b, check ? null : r.BFirst ? b : a, Word(r.Preference),
            check ? null : r.Preference switch { Preference.A => a, Preference.B => b, _ => null }, r.Reason, r.Note, r.At);
    })];

    public static string Jsonl(IEnumerable<ExportLine> lines) => string.Concat(lines.Select(l => JsonSerializer.Serialize(l, ArtifactJson.Compact) + "\n"));

    /// <summary>What a spreadsheet would take for a formula has an apostrophe before it.</summary>
    public static string Csv(IEnumerable<ExportLine> lines)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            void Row(params string?[] cells)
            {
                foreach (var cell in cells) csv.WriteField(Harmless(cell ?? ""));
                csv.NextRecord();
            }
            Row("rater", "item", "domain", "kind", "a", "b", "shown_first", "verdict", "winner", "reason", "note", "at");
            foreach (var l in lines)
                Row(l.Rater, l.Item, l.Domain, l.Kind, l.A, l.B, l.ShownFirst, l.Verdict, l.Winner, l.Reason, l.Note,
                    l.At.ToString("O", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    /// <exception cref="DataException">A line is no such record.</exception>
    internal static IEnumerable<ImportedVerdict> ReadJsonl(string path)
    {
        foreach (var (number, text) in File.ReadLines(path).Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            Needed line;
            try
            {
                line = JsonSerializer.Deserialize<Needed>(text, s_needed) ?? throw new JsonException("it is null.");
            }
            catch (JsonException e)
            {
                throw new DataException($"{path}:{number + 1}: this line is no verdict as 'aop annotate export --format jsonl' writes it: {e.Message}", e);
            }
            if (Imported(line.Rater, line.Item, line.Kind, line.Verdict, line.Reason, line.Note, $"{path}:{number + 1}") is { } verdict) yield return verdict;
        }
    }

    /// <exception cref="DataException">A column is missing, or a row is no such record.</exception>
    internal static IEnumerable<ImportedVerdict> ReadCsv(string path)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        if (!csv.Read() || !csv.ReadHeader()) throw new DataException($"'{path}' is empty; it must begin with a line of column names.");
        string[] needed = ["rater", "item", "verdict"];
        if (needed.Except(csv.HeaderRecord!, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
            throw new DataException($"'{path}' lacks the columns {string.Join(", ", missing)}; it has {string.Join(", ", csv.HeaderRecord!)}.");
        string? Cell(string name) => csv.TryGetField<string>(name, out var cell) && cell is { Length: > 0 } ? Plain(cell) : null;
        while (csv.Read())
            if (Imported(Cell("rater") ?? "", Cell("item") ?? "", Cell("kind") ?? "item", Cell("verdict") ?? "", Cell("reason"), Cell("note"),
                $"{path}:{csv.Parser.RawRow}") is { } verdict)
                yield return verdict;
    }

    /// <summary>What of a line is read.</summary>
    private sealed record Needed(string Rater, string Item, string Verdict, string Kind = "item", string? Reason = null, string? Note = null);

    /// <returns>Null of what is no verdict: repeats and checks.</returns>
    private static ImportedVerdict? Imported(string rater, string item, string kind, string verdict, string? reason, string? note, string place) =>
        kind != "item" ? null
        : rater.Length == 0 || item.Length == 0 ? throw new DataException($"{place}: rater and item must not be empty.")
        : new(rater, item, Preferred(verdict, place), reason, note);

    private static string Word(Preference preference) => preference switch
    {
        Preference.A => "a",
        Preference.B => "b",
        Preference.Tie => Tie,
        _ => Skip,
    };

    private static Preference Preferred(string word, string place) => word.ToLowerInvariant() switch
    {
        "a" => Preference.A,
        "b" => Preference.B,
        Tie => Preference.Tie,
        Skip => Preference.Failed,
        _ => throw new DataException($"{place}: the verdict is '{word}'; it must be a, b, tie or skip."),
    };

    private static string Harmless(string cell) => cell.Length > 0 && FormulaStarts.Contains(cell[0]) ? "'" + cell : cell;

    private static string Plain(string cell) => cell.Length > 1 && cell[0] == '\'' && FormulaStarts.Contains(cell[1]) ? cell[1..] : cell;
}
