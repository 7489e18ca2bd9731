using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options that name files of preference pairs, and what was written there.</summary>
internal sealed class PairOptions
{
    /// <summary>The options in the place of settings on how pairs become prompts.</summary>
    public static IReadOnlyList<(string Setting, string Option)> FormatNames { get; } = [("prompt_format.template", "--template"), ("prompt_format.max_prompt_tokens", "--max-prompt-tokens")];

    private readonly Option<string[]> _pairs = new("--pairs")
    {
        HelpName = "file[:format]",
        Description = "Pairs with people's preference; '*' in a path stands for any text. The format is shp, hh_rlhf, h4, sharegpt, alpaca, or, with columns of your own, jsonl, csv or parquet; " +
            "unless given it follows from the file's name: .csv, .tsv, .parquet, else jsonl.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _columns = new("--columns")
    {
        HelpName = "name=column,…",
        Description = "How jsonl, csv and parquet files name their columns where it is not id, domain, question, chosen, rejected, margin: " +
            "--columns question=prompt,chosen=better,rejected=worse. All but question, chosen and rejected may be absent.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _singleTurn = new("--single-turn") { Description = "Of hh_rlhf files: leaves out dialogues in which the human speaks more than once." };

    private readonly Option<bool> _finalTurn = new("--final-turn") { Description = "Of hh_rlhf files: the question is what the human said last, not the whole dialogue." };

    private readonly Option<int?> _perQuestion;

    /// <param name="perQuestion">How many pairs of one question are kept unless said otherwise; null keeps all.</param>
    public PairOptions(int? perQuestion) => _perQuestion = new Option<int?>("--per-question")
    {
        HelpName = "number",
        Description = "Keeps the first so many pairs of a post or question" + (perQuestion is null ? "; all unless given." : ": pairs of one are not independent."),
        DefaultValueFactory = _ => perQuestion,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_pairs);
        command.Options.Add(_columns);
        command.Options.Add(_perQuestion);
        command.Options.Add(_singleTurn);
        command.Options.Add(_finalTurn);
    }

    public IReadOnlyList<DataSource> Read(ParseResult parsed) => Read(parsed, parsed.GetValue(_pairs)!, "--pairs");

    /// <summary>Other files of the same kind.</summary>
    /// <param name="option">Who names them, for messages.</param>
    public IReadOnlyList<DataSource> Read(ParseResult parsed, IReadOnlyList<string> files, string option)
    {
        var columns = Columns(parsed.GetValue(_columns)!);
        if (columns.Answer != new DataColumns().Answer) throw new SettingsException("--columns names 'answer', and pairs have none: name the columns of chosen and rejected.");
        if (parsed.GetValue(_perQuestion) is < 1) throw new SettingsException($"--per-question is {parsed.GetValue(_perQuestion)}; it must be 1 or more.");
        return [.. files.Select(file => Source(file, option)).Select(s => s with
        {
            Columns = columns,
            MaxPairsPerQuestion = parsed.GetValue(_perQuestion),
            SingleTurnOnly = parsed.GetValue(_singleTurn),
            Dialogue = parsed.GetValue(_finalTurn) ? DialogueText.FinalTurn : DialogueText.Whole,
        })];
    }

    /// <param name="text">"file" or "file:format"; a colon before what looks like a path belongs to the path.</param>
    internal static DataSource Source(string text, string option)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || text.AsSpan(colon + 1).ContainsAny("/\\.*")) return new DataSource { Path = text, Format = FormatOf(text) };
        return DataSets.PairFormats.Where(f => Word(f) == text[(colon + 1)..]).ToArray() is [var format]
            ? new DataSource { Path = text[..colon], Format = format }
            : throw new SettingsException($"{option} has '{text}', and '{text[(colon + 1)..]}' is no format of pairs; these are: {string.Join(", ", DataSets.PairFormats.Select(Word))}.");
    }

    internal static DataColumns Columns(IReadOnlyList<string> texts)
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
                _ => throw new SettingsException($"--columns has '{text}': write name=column, the name one of id, domain, question, answer, chosen, rejected, margin."),
            };
        return columns;
    }

    private static DataFormat FormatOf(string path) =>
        DataSource.Ending(path) switch { ".csv" or ".tsv" => DataFormat.Csv, ".parquet" => DataFormat.Parquet, _ => DataFormat.Jsonl };

    private static string Word(DataFormat format) => JsonNamingPolicy.SnakeCaseLower.ConvertName(format.ToString());
}
