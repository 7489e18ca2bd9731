using System.Security.Cryptography;
using System.Text;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;
using CsvHelper;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>Verdicts into files and back.</summary>
public static class AnnotationFiles
{
    /// <summary>Writes the items for another tool.</summary>
    /// <param name="place">The file, of Potato the folder; what is there is replaced.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Export(AnnotationStore store, AnnotationFormat format, string place)
    {
        try
        {
            place = Path.GetFullPath(place);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (format == AnnotationFormat.Potato) PotatoFolder.Write(store, place);
            else if (format == AnnotationFormat.Argilla) ArgillaRecords.Write(store, place);
            else Durable.WriteText(place, Text(store, format));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(place, e);
        }
    }

    /// <summary>JSONL or CSV.</summary>
    public static string Text(AnnotationStore store, AnnotationFormat format)
    {
        var lines = ExportLine.Of(store.Settings, store.Rated());
        return format == AnnotationFormat.Csv ? ExportLine.Csv(lines) : ExportLine.Jsonl(lines);
    }

    /// <summary>Adds verdicts that were given elsewhere, all or none; raters who are not known are added. A verdict that is there already stays.</summary>
    /// <exception cref="DataException">The file cannot be read, has a verdict on an item that is not of this study, or one that differs from what is
    /// there.</exception>
    public static ImportOutcome Import(AnnotationStore store, AnnotationFormat format, string place)
    {
        IReadOnlyList<ImportedVerdict> verdicts;
        try
        {
            verdicts = [.. format switch
            {
                AnnotationFormat.Potato => PotatoFolder.Read(store, place),
                AnnotationFormat.Argilla => ArgillaRecords.Read(store, place),
                AnnotationFormat.Csv => ExportLine.ReadCsv(place),
                _ => ExportLine.ReadJsonl(place),
            }];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{place}' cannot be read: {e.Message} Correct the path.", e);
        }
        catch (CsvHelperException e)
        {
            throw new DataException($"{place}:{e.Context?.Parser?.RawRow}: this line is no CSV: a quote stands within a cell. Correct it, or name the file's " +
                "own --format.", e);
        }
        if (verdicts.Count == 0) throw new DataException($"'{place}' holds no verdict on an item of this study. Was it exported from this one?");
        Require(store, verdicts, place);
        var known = store.Rated().Where(r => r.Kind == TaskKind.Item).Select(r => (r.Rater, r.Id)).ToHashSet();
        var raters = store.Raters().ToDictionary(r => r.Name, StringComparer.Ordinal);
        string[] added = [.. verdicts.Select(v => v.Rater).Where(r => !raters.ContainsKey(r)).Distinct(StringComparer.Ordinal)];
        foreach (var name in added) raters[name] = store.AddRater(name);
        var numbers = store.Items().ToDictionary(i => i.Id, i => i.Number, StringComparer.Ordinal);
        var tasks = raters.Values.ToDictionary(r => r.Number, r => store.Tasks(r.Number).Where(t => t.Kind == TaskKind.Item).ToDictionary(t => t.Item));
        (ChoiceEvent, DateTimeOffset)[] events = [.. verdicts.Where(v => !known.Contains((v.Rater, v.Item))).Select(v =>
        {
            var rater = raters[v.Rater].Number;
            var task = tasks[rater][numbers[v.Item]];
            return (new ChoiceEvent(rater, task.Position, Key(v), Choices.Of(v.Preference, task.BFirst), v.Reason, v.Note), DateTimeOffset.UtcNow);
        })];
        using (var writer = store.OpenWriter()) writer.Save(events);
        return new(events.Length, verdicts.Count - events.Length, added);
    }

    private static void Require(AnnotationStore store, IReadOnlyList<ImportedVerdict> verdicts, string place)
    {
        var items = store.Items().Where(i => !i.IsCheck).Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        if (verdicts.FirstOrDefault(v => !items.Contains(v.Item)) is { } foreign)
            throw new DataException($"'{place}' has a verdict on the item '{foreign.Item}', which is not of this study ('{store.Folder}').");
        if (verdicts.FirstOrDefault(v => !Rater.IsName(v.Rater)) is { } nameless)
            throw new DataException($"'{place}' has a rater called '{nameless.Rater}'. A rater's name has 1 to {Rater.LongestName} characters, none of " +
                $"them / or \\ or a control character, does not begin with a dot, and is not '{Rater.Administrator}'.");
        if (verdicts.GroupBy(v => (v.Rater, v.Item)).FirstOrDefault(g => g.Select(v => v.Preference).Distinct().Count() > 1) is { } twice)
            throw new DataException($"'{place}' has two verdicts of {twice.Key.Rater} on the item '{twice.Key.Item}' that differ.");
        var there = store.Rated().Where(r => r.Kind == TaskKind.Item).ToDictionary(r => (r.Rater, r.Id), r => r.Preference);
        if (verdicts.FirstOrDefault(v => there.TryGetValue((v.Rater, v.Item), out var own) && own != v.Preference) is { } other)
            throw new DataException($"'{place}' has a verdict of {other.Rater} on the item '{other.Item}' that differs from the one that is there. Nothing " +
                "was imported: rename the rater, or import into a folder of its own.");
    }

    private static string Key(ImportedVerdict verdict) =>
        "import" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{verdict.Rater}\n{verdict.Item}\n{verdict.Preference}")))[..32];
}
