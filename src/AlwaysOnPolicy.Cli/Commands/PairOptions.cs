using System.CommandLine;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options that name files of preference pairs, and what was written there.</summary>
internal sealed class PairOptions
{
    /// <summary>The options in the place of settings on how pairs become prompts.</summary>
    public static IReadOnlyList<(string Setting, string Option)> FormatNames { get; } = [("prompt_format.template", "--template"),
        ("prompt_format.max_prompt_tokens", "--max-prompt-tokens")];

    private readonly Option<string[]> _pairs = new("--pairs")
    {
        HelpName = "file[:format]",
        Description = "Pairs with people's preference; '*' in a path stands for any text. The format is shp, hh_rlhf, h4, sharegpt, alpaca, or, with columns " +
            "of your own, jsonl, csv or parquet; " +
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

    private readonly Option<bool> _singleTurn = new("--single-turn")
    {
        Description = "Of hh_rlhf files: leaves out dialogues in which the human speaks more " +
        "than once."
    };

    private readonly Option<bool> _finalTurn = new("--final-turn")
    {
        Description = "Of hh_rlhf files: the question is what the human said last, not the " +
        "whole dialogue."
    };

    private readonly Option<int?> _perQuestion;

    /// <param name="perQuestion">How many pairs of one question are kept unless said otherwise; null keeps all.</param>
    public PairOptions(int? perQuestion) => _perQuestion = new Option<int?>("--per-question")
    {
        HelpName = "number",
        Description = "Keeps the first so many pairs of a post or question" +
            (perQuestion is null ? "; all unless given." : ": pairs of one are not independent."),
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
        var columns = ColumnsOption.Read(parsed.GetValue(_columns)!);
        if (columns.Answer != new DataColumns().Answer) throw new SettingsException("--columns names 'answer', and pairs have none: name the columns of " +
            "chosen and rejected.");
        if (parsed.GetValue(_perQuestion) is < 1) throw new SettingsException($"--per-question is {parsed.GetValue(_perQuestion)}; it must be 1 or more.");
        return [.. files.Select(file => DataFileName.Read(file, option, DataUse.Pairs)).Select(s => s with
        {
            Columns = columns,
            MaxPairsPerQuestion = parsed.GetValue(_perQuestion),
            SingleTurnOnly = parsed.GetValue(_singleTurn),
            Dialogue = parsed.GetValue(_finalTurn) ? DialogueText.FinalTurn : DialogueText.Whole,
        })];
    }
}
