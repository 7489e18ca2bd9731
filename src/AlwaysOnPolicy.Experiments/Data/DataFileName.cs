using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A data file as a command line names it: "file", whose format its ending says, or "file:format".</summary>
public static class DataFileName
{
    /// <summary>Reads a file's name with its format before a colon, as the command line has it.</summary>
    /// <param name="text">A colon before anything but a bare word belongs to the path.</param>
    /// <param name="option">Who names it, for messages: "--pairs".</param>
    /// <param name="use">What its rows are read as: not every format has them.</param>
    /// <exception cref="SettingsException">The word behind the colon is no format of such rows.</exception>
    public static DataSource Read(string text, string option, DataUse use)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !text[(colon + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return new DataSource { Path = text, Format = OfEnding(text, use) };
        var formats = DataSets.FormatsOf(use);
        var word = text[(colon + 1)..];
        if (formats.Where(f => Word(f) == word.Replace('-', '_')).ToArray() is [var format]) return new DataSource { Path = text[..colon], Format = format };
        string[] words = [.. formats.Select(Word)];
        throw new SettingsException(
            $"{option} has '{text}', and '{word}' is no format of {use.ToString().ToLowerInvariant()}; these are: {string.Join(", ", words)}." +
            (NearestName.Find(word, words) is { } near ? $" Did you mean '{near}'?" : ""));
    }

    /// <summary>A format as settings files and command lines write it.</summary>
    public static string Word(DataFormat format) => SettingsKey.WordOf(format);

    private static DataFormat OfEnding(string path, DataUse use) => DataSource.Ending(path) switch
    {
        ".csv" or ".tsv" => DataFormat.Csv,
        ".parquet" => DataFormat.Parquet,
        ".txt" when use == DataUse.Questions => DataFormat.Text,
        _ => DataFormat.Jsonl,
    };
}
