using System.CommandLine;
using System.Globalization;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.FineTuning;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options of <c>aop sft</c>, and the settings that they stand for.</summary>
internal sealed class SftArguments
{
    private static readonly FineTuneSettings s_defaults = new();
    private readonly Option<string?> _data = new("--data")
    {
        HelpName = "file[:format]",
        Description = "The demonstrations: JSONL, .csv, .tsv or .parquet " +
        $"with columns 'question' and 'answer', or one of {string.Join(", ", DataSets.FormatsOf(DataUse.Demonstrations).Select(DataFileName.Word))}."
    };
    private readonly Option<string?> _validationData = new("--validation-data")
    {
        HelpName = "file[:format]",
        Description = "A file of its own to measure the loss on; what asks the same leaves the demonstrations."
    };
    private readonly Option<string[]> _columns = ColumnsOption.Create("--data");
    private readonly (Option Option, string Setting)[] _numbers =
    [
        Number<int?>("--validation", "Demonstrations to hold out of --data to measure the loss on; a tenth, at most 100, unless given; 0 holds none out.",
            "validation"),
        Number<int?>("--limit", "Demonstrations trained on, at most.", "limit"),
        Number<int?>("--epochs", $"Times through the demonstrations; {s_defaults.Sft.Training.Epochs} unless given.", "sft.training.epochs"),
        Number<double?>("--rate", "AdamW's learning rate after the warm-up, which falls to 0 at the end; " +
            $"{s_defaults.Sft.Training.LearningRate.ToString(CultureInfo.InvariantCulture)} unless given.", "sft.training.learning_rate"),
        Number<int?>("--batch", $"Demonstrations a forward pass; {s_defaults.Sft.Training.BatchSize} unless given.", "sft.training.batch_size"),
        Number<int?>("--max-prompt-tokens", $"Longest prompt; {s_defaults.PromptFormat.MaxPromptTokens} unless given.", "prompt_format.max_prompt_tokens"),
        Number<int?>("--max-answer-tokens", $"Longest answer learnt from; a longer one loses its end. {s_defaults.Sft.MaxAnswerTokens} unless given.",
            "sft.max_answer_tokens"),
        Number<int?>("--seed", "All randomness derives from it; 1 unless given.", "seed"),
    ];

    private readonly Option<string?> _model = new("--model") { HelpName = "model", Description = $"The model to train: {AskedModel.Places}." };
    private readonly Option<string?> _template = new("--template")
    {
        HelpName = "text",
        Description = "Prompt: \"chat\" for the model's own chat template, " +
        "which it is unless given, or a text with {question} in it."
    };
    private readonly Option<string?> _dtype = DtypeOption.Create();
    private readonly Option<string?> _saved = SavedTypeOption.Create("own keeps the type of --model's folder, such as bfloat16");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _data, _columns, _validationData }) command.Options.Add(option);
        foreach (var (option, _) in _numbers) command.Options.Add(option);
        command.Options.Add(_template);
        command.Options.Add(_saved);
        command.Options.Add(_dtype);
    }

    /// <returns>"key=value" for each option that was given, and the words for messages on them.</returns>
    public (IReadOnlyList<string> Overrides, OptionNames Names) Read(ParseResult parsed)
    {
        var names = new List<(string Setting, string Option)>();
        var overrides = new List<string>();
        void Add(string setting, string value, string option)
        {
            overrides.Add($"{setting}={value}");
            names.Add((setting, option));
        }

        if (parsed.GetValue(_model) is { } model) Add("model", YamlText.Quote(model), "--model");
        var columns = ColumnsOption.Read(parsed.GetValue(_columns)!);
        foreach (var (option, setting) in new[] { (_data, "data"), (_validationData, "validation_data") })
        {
            if (parsed.GetValue(option) is not { } text) continue;
            names.AddRange(new[] { "id", "question", "answer" }.Select(c => ($"{setting}.columns.{c}: NAME", $"--columns {c}=NAME")));
            var source = DataFileName.Read(text, option.Name, DataUse.Demonstrations);
            Add($"{setting}.path", YamlText.Quote(source.Path), option.Name);
            Add($"{setting}.format", DataFileName.Word(source.Format), option.Name);
            foreach (var (name, column) in new[] { ("id", columns.Id), ("question", columns.Question), ("answer", columns.Answer) })
                Add($"{setting}.columns.{name}", YamlText.Quote(column), $"--columns {name}");
        }
        foreach (var (option, setting) in _numbers)
            if (parsed.GetResult(option) is { } result && result.Tokens.Count > 0) Add(setting, result.Tokens[0].Value, option.Name);
        if (parsed.GetValue(_template) is { } template) Add("prompt_format.template", YamlText.Quote(template), "--template");
        if (parsed.GetValue(_saved) is { } saved) Add("saved_type", saved, "--saved-type");
        if (parsed.GetValue(_dtype) is { } dtype) Add("compute.dtype", dtype, "--dtype");
        return (overrides, new OptionNames(names));
    }

    private static (Option, string) Number<T>(string name, string description, string setting) =>
        (new Option<T>(name) { HelpName = "number", Description = description }, setting);
}
