using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The user's own keywords: a row for each, with the columns 'domain' and 'keyword', in JSONL, CSV, TSV or Parquet.</summary>
internal static class KeywordFile
{
    private const string Setting = "vanilla.keywords", Domain = "domain", Keyword = "keyword";

    /// <exception cref="SettingsException">Nothing is there.</exception>
    public static InputFiles Input(string path) => File.Exists(path) ? InputFiles.Of(path)
        : throw new SettingsException($"'{path}', to which {Setting} points, is no file. Correct the path, or put the file there.");

    /// <summary>The keywords of each domain that has some, in the order of the file.</summary>
    /// <param name="path">Of a file.</param>
    /// <param name="domains">Those of the probe questions.</param>
    /// <exception cref="DataException">A row has no domain or keyword, names a domain that no probe question has, or repeats a keyword of its domain; or
    /// there is no row.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string path, IReadOnlyList<string> domains)
    {
        var known = domains.ToDictionary(d => d, _ => new List<string>(), StringComparer.Ordinal);
        var there = new HashSet<(string, string)>();
        foreach (var record in RecordFile.Read(path, DataFormat.Jsonl))
        {
            var (domain, keyword) = (Text(record, Domain), Text(record, Keyword));
            if (!known.TryGetValue(domain, out var keywords))
                throw Odd(record, $"no probe question is of the domain '{domain}'" + (NearestName.Find(domain, domains) is { } near
                    ? $"; did you mean '{near}'?" : ". Take the row out, or correct the domain."));
            if (!there.Add((domain, QuestionText.Key(keyword)))) throw Odd(record, $"'{domain}' has the keyword '{keyword}' already. Take the row out.");
            keywords.Add(keyword);
        }
        if (there.Count == 0) throw new DataException($"'{path}' ({Setting}) holds no keyword. Write a row for each, with the columns '{Domain}' and " +
            $"'{Keyword}', or leave the setting out.");
        return known.Where(d => d.Value.Count > 0).ToDictionary(d => d.Key, d => (IReadOnlyList<string>)d.Value, StringComparer.Ordinal);
    }

    /// <summary>The domains that the file names.</summary>
    /// <exception cref="DataException">It cannot be read, or a row has no domain.</exception>
    public static IReadOnlyList<string> Domains(string path) =>
        [.. RecordFile.Read(path, DataFormat.Jsonl).Select(r => Text(r, Domain)).Distinct(StringComparer.Ordinal)];

    private static string Text(DataRecord record, string column)
    {
        try
        {
            return record.Text(column) is { Length: > 0 } text ? text : throw Odd(record, $"column '{column}' is empty.");
        }
        catch (OddRowException e)
        {
            throw Odd(record, e.Reason);
        }
    }

    private static DataException Odd(DataRecord record, string what) => new($"{record.Place} ({Setting}): {what}");
}
