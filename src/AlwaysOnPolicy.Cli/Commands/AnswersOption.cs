using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>A file of answers as a command line names it: "file", "file:format", with "name=" before it for tables.</summary>
internal static class AnswersOption
{
    /// <returns>"key=value" for what the text says.</returns>
    /// <param name="option">Who names it, for messages.</param>
    /// <param name="setting">The settings of the answers: "a".</param>
    /// <exception cref="SettingsException">The format is none of answers.</exception>
    public static IEnumerable<string> Overrides(string text, string option, string setting, DataColumns columns)
    {
        var (name, file) = Named(text);
        return [.. name is null ? [] : (string[])[$"{setting}.name={YamlText.Quote(name)}"],
            .. DataOverrides(DataFileName.Read(file, option, DataUse.Answers), $"{setting}.data", columns)];
    }

    /// <returns>"key=value" for a data file and the columns that have names of the user's own.</returns>
    public static IEnumerable<string> DataOverrides(DataSource source, string setting, DataColumns columns)
    {
        var usual = new DataColumns();
        return [$"{setting}.path={YamlText.Quote(source.Path)}", $"{setting}.format={DataFileName.Word(source.Format)}",
            .. new[] { ("id", columns.Id, usual.Id), ("domain", columns.Domain, usual.Domain), ("question", columns.Question, usual.Question),
                ("answer", columns.Answer, usual.Answer) }.Where(c => c.Item2 != c.Item3).Select(c =>
                    $"{setting}.columns.{c.Item1}={YamlText.Quote(c.Item2)}")];
    }

    /// <summary>What messages call the settings of a file of answers.</summary>
    public static IEnumerable<(string Setting, string Option)> Names(string setting, string option) =>
        [($"{setting}.data.path", option), ($"{setting}.data", option),
            .. new[] { "id", "domain", "question", "answer" }.Select(c => ($"{setting}.data.columns.{c}: NAME", $"--columns {c}=NAME"))];

    /// <summary>Parts "name=rest"; a text that is a file, or whose first part can be no name, has none.</summary>
    public static (string? Name, string File) Named(string text) =>
        !Path.Exists(text) && text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } rest] && name.IndexOfAny(['/', '\\', ':']) < 0 ? (name, rest)
            : (null, text);
}
