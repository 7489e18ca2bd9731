using System.CommandLine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>--columns: how a file of the user's own names its columns.</summary>
internal static class ColumnsOption
{
    private static readonly string[] s_names = ["id", "domain", "question", "answer", "chosen", "rejected", "margin"];

    /// <param name="file">Whose columns.</param>
    public static Option<string[]> Create(string file) => new("--columns")
    {
        HelpName = "name=column,…",
        Description = $"How {file} names its columns where it is not {string.Join(", ", s_names)}: --columns question=prompt,answer=reply. Of JSONL, CSV and " +
            "Parquet.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    /// <exception cref="SettingsException">A part is not of the form name=column.</exception>
    public static DataColumns Read(IReadOnlyList<string> texts)
    {
        var columns = new DataColumns();
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            columns = text.Split('=', 2, StringSplitOptions.TrimEntries) switch
            {
                ["id", { Length: > 0 } column] => columns with { Id = column },
                ["domain", { Length: > 0 } column] => columns with { Domain = column },
                ["question", { Length: > 0 } column] => columns with { Question = column },
                ["answer", { Length: > 0 } column] => columns with { Answer = column },
                ["chosen", { Length: > 0 } column] => columns with { Chosen = column },
                ["rejected", { Length: > 0 } column] => columns with { Rejected = column },
                ["margin", { Length: > 0 } column] => columns with { Margin = column },
                var parts => throw new SettingsException($"--columns has '{text}': write name=column, the name one of {string.Join(", ", s_names)}." +
                    (NearestName.Find(parts[0], s_names) is { } near && near != parts[0] ? $" Did you mean '{near}'?" : "")),
            };
        return columns;
    }
}
