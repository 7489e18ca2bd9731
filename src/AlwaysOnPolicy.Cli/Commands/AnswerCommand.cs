using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop answer</c>: a model's answers to a file of prompts, as JSONL.</summary>
internal static class AnswerCommand
{
    public const string Name = "answer";

    public const string Description =
        "Lets a model answer a file of prompts. A line of JSON an answer: id, domain, question, sample, answer, ended.\n\n" +
        "Examples: aop answer --model runs/first:aop:2 --prompts prompts.txt\n" +
        "          aop answer --model models/smollm2 --prompts test.csv --columns question=prompt --greedy --out answers.jsonl";

    private const string Jsonl = "jsonl", Alpaca = "alpaca_eval";

    private static readonly AnswerSettings s_defaults = new() { Model = new(""), Prompts = new() { Path = "" } };
    private static readonly OptionNames s_names = new([.. PairOptions.FormatNames, .. SamplingArguments.Names, .. AskedModel.Names,
        ("AnswerSettings.MaxPrompts", "--max-prompts"), ("AnswerSettings.Samples", "--samples"), ("AnswerSettings.BatchSize", "--batch"),
        ("prompts.columns.question: NAME", "--columns question=NAME")]);

    public static Command Create()
    {
        var model = new Option<string>("--model") { HelpName = "model", Description = $"Who answers: {AskedModel.Places}.", Required = true };
        var prompts = new Option<string>("--prompts")
        {
            HelpName = "file[:format]",
            Description = "The prompts: .txt has one a line, .csv, .tsv, .parquet " +
            "and JSONL a column 'question'; or a published set's format.",
            Required = true
        };
        var columns = ColumnsOption.Create("--prompts");
        var folder = new Option<string?>("--out") { HelpName = "file", Description = "Where the lines go; standard output unless given." };
        var format = new Option<string>("--format")
        {
            HelpName = "word",
            Description = "jsonl, a line an answer as soon as it is there; or alpaca_eval, a list of instruction, output, generator and dataset as " +
                "AlpacaEval " +
                "reads " +
                "it, at the end.",
            DefaultValueFactory = _ => Jsonl
        };
        WordOption.Accept(format, Jsonl, Alpaca);
        var most = new Option<int?>("--max-prompts") { HelpName = "number", Description = "Answers the first so many; all unless given." };
        var samples = new Option<int>("--samples")
        {
            HelpName = "number",
            Description = "Answers to each prompt.",
            DefaultValueFactory = _ =>
            s_defaults.Samples
        };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the draws.", DefaultValueFactory = _ => 1 };
        var batch = new Option<int>("--batch") { HelpName = "number", Description = "Answers drawn at once.", DefaultValueFactory = _ => s_defaults.BatchSize };
        var (sampling, asked) = (new SamplingArguments(s_defaults.Sampling), new AskedModel());
        var force = ForceOption.Create();
        var command = new Command(Name, Description)
            { model, prompts, columns, folder, format, most, samples };
        asked.AddTo(command);
        sampling.AddTo(command);
        command.Options.Add(seed);
        command.Options.Add(batch);
        command.Options.Add(force);
        command.SetAction((parsed, cancel) => s_names.SayAsync(() => LinesFile.KeepingAsync(parsed.GetValue(folder), () =>
        {
            var settings = new AnswerSettings
            {
                Model = asked.Read(parsed, parsed.GetValue(model)!),
                Prompts = DataFileName.Read(parsed.GetValue(prompts)!, "--prompts",
                    DataUse.Questions) with
                { Columns = ColumnsOption.Read(parsed.GetValue(columns)!) },
                MaxPrompts = parsed.GetValue(most),
                Samples = parsed.GetValue(samples),
                Sampling = sampling.Read(parsed),
                Seed = BenchArguments.Seed(parsed.GetValue(seed)),
                BatchSize = parsed.GetValue(batch),
            };
            LinesFile.RequireFree(parsed.GetValue(folder), parsed.GetValue(force));
            var progress = new ErrorProgress("answers");
            var output = parsed.GetValue(folder);
            var lines = AnswerRun.Run(settings, progress.Note, progress.Report, cancel, LinesFile.Unfinished(output));
            var texts = parsed.GetValue(format) == Alpaca
                ? [AlpacaEvalOutput.Write([.. lines.Select(l => new AlpacaEvalOutput(l, ModelSettings.NameOf(settings.Model.Place)))])] : lines.Select(Json);
            if (output is not null) LinesFile.Write(output, texts);
            else
                foreach (var text in texts) System.Console.WriteLine(text);
            progress.End();
            return Task.FromResult(0);
        })));
        return command;
    }

    private static string Json(AnswerLine line) => JsonSerializer.Serialize(line, ArtifactJson.Compact);
}
