using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardScoring;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward score</c>: what a reward model makes of a file of answers.</summary>
internal static class RewardScoreCommand
{
    private static readonly OptionNames s_names = new([.. PairOptions.FormatNames, ("answers.path", "FILE"),
        .. new[] { "id", "domain", "question", "answer" }.Select(c => ($"answers.columns.{c}: NAME", $"--columns {c}=NAME"))]);

    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            HelpName = "file[:format]",
            Description = "The answers: .csv, .tsv, .parquet and JSONL with columns 'question' and 'answer', as aop answer writes them, or alpaca_eval.",
        };
        var model = new Option<string>("--model")
        {
            HelpName = "model",
            Description = "The reward model: a HuggingFace folder, the owner/name of one that was fetched, or a run that trained one.",
            Required = true,
        };
        var columns = ColumnsOption.Create("the file");
        var to = new Option<string?>("--out")
        {
            HelpName = "file",
            Description = "Where each answer goes with its reward, as a line of JSON; nowhere unless given.",
        };
        var json = new Option<bool>("--json") { Description = "Print the summary as JSON." };
        var template = new Option<string>("--template")
        {
            HelpName = "text",
            Description = "Prompt of a model trained by aop that keeps none of its own: \"chat\", or a text with {question} in it.",
            DefaultValueFactory = _ => PromptFormatOptions.Chat,
        };
        var half = new Option<bool>("--bfloat16") { Description = "Holds a decoder's weights as bfloat16, in half of the memory." };
        var force = ForceOption.Create();
        var command = new Command("score",
            "Scores a file of answers with a reward model: mean, spread, quantiles, by domain, a histogram, and what makes the rewards doubtful.\n\n" +
            "Examples: aop reward score answers.jsonl --model models/deberta --out scored.jsonl\n" +
            "          aop reward score outputs.json:alpaca_eval --model runs/reward --json")
            { file, model, columns, to, json, template, half, force };
        command.SetAction((parsed, cancel) => s_names.SayAsync(() => LinesFile.KeepingAsync(parsed.GetValue(to), async () =>
        {
            var settings = new ScoreSettings
            {
                Model = parsed.GetValue(model)!,
                Answers = DataFileName.Read(parsed.GetValue(file)!, "FILE", DataUse.Answers) with { Columns = ColumnsOption.Read(parsed.GetValue(columns)!) },
                Format = new PromptFormatOptions { Template = parsed.GetValue(template)! },
                Bfloat16 = parsed.GetValue(half),
            };
            var output = parsed.GetValue(to);
            LinesFile.RequireFree(output, parsed.GetValue(force));
            var progress = new ErrorProgress("answers");
            var scored = await ScoreRun.RunAsync(settings, progress.Note, progress.Report, cancel, LinesFile.Unfinished(output));
            progress.End();
            if (output is not null) LinesFile.Write(output, scored.Select(s => JsonSerializer.Serialize(s, ArtifactJson.Compact)));
            var summary = ScoreSummary.Of(scored);
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(summary, ArtifactJson.Compact));
            else
                foreach (var line in ScoreSummaryLines.Of(summary)) System.Console.WriteLine(line);
            return 0;
        })));
        return command;
    }
}
