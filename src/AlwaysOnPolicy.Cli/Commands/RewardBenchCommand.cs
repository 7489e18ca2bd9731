using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward bench</c>: which reward model agrees with people.</summary>
internal static class RewardBenchCommand
{
    public static Command Create()
    {
        var models = new Option<string[]>("--models")
        {
            HelpName = "name=model,…",
            Description = "The reward models: each a HuggingFace folder, or the " +
            "owner/name of one that was fetched, with a name for the table.",
            Required = true,
            AllowMultipleArgumentsPerToken = true
        };
        var pairs = new PairOptions(perQuestion: 1);
        var folder = new Option<string>("--out")
        {
            HelpName = "folder",
            Description = "The bench's folder.",
            DefaultValueFactory = _ =>
            Path.Combine("runs", "reward-bench")
        };
        var perDomain = new Option<int?>("--per-domain")
        {
            HelpName = "number",
            Description = "Draws so many pairs of each domain; all unless given. The " +
            "paper has 50."
        };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the draw.", DefaultValueFactory = _ => 1 };
        var trained = new Option<string[]>("--trained-on")
        {
            HelpName = "name",
            Description = "Models known to be trained on these pairs: they are flagged.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true
        };
        var into = new Option<string?>("--into")
        {
            HelpName = "file",
            Description = "An experiment file that shall use the chosen model (reward.model); the " +
            "rest of it stays as it is. Chosen is the model with the most agreements that is not known to have been trained on this data, between equals the " +
            "one with the lower log-loss."
        };
        var choose = new Option<string?>("--choose") { HelpName = "name", Description = "Chooses this model of --models for --into." };
        var template = new Option<string>("--template")
        {
            HelpName = "text",
            Description = "Prompt of models trained by aop that keep none of their own: " +
            "\"chat\", or a text with {question} in it.",
            DefaultValueFactory = _ => PromptFormatOptions.Chat
        };
        var promptTokens = new Option<int>("--max-prompt-tokens")
        {
            HelpName = "number",
            Description = "Longest prompt of such models.",
            DefaultValueFactory = _ => new PromptFormatOptions().MaxPromptTokens
        };
        var half = new Option<bool>("--bfloat16") { Description = "Holds decoders' weights as bfloat16, in half of the memory." };
        var force = ForceOption.Create();
        var command = new Command("bench",
            "Counts how often reward models agree with people, domain by domain, with intervals and tests. Running again scores only what is new. (How " +
            "fast a model computes is aop bench.)\n\n" +
            "Examples: aop reward bench --models deberta=models/deberta,steamshp=models/steamshp --pairs \"shp/*/test.json:shp\" --per-domain 50 --out " +
            "runs/bench\n" +
            "          aop reward bench --models a=models/a,weqweasdas/RM-Gemma-2B --pairs pairs.csv --columns question=prompt --into experiment.yaml")
            { models };
        pairs.AddTo(command);
        foreach (var option in new Option[] { folder, perDomain, seed, trained, into, choose, template, promptTokens, half, force })
            command.Options.Add(option);
        command.SetAction((parsed, cancel) => new OptionNames([.. PairOptions.FormatNames, ("BenchSettings.PairsPerDomain", "--per-domain"),
            ("PromptFormatOptions.MaxPromptTokens", "--max-prompt-tokens")]).SayAsync(async () =>
        {
            var settings = new BenchSettings
            {
                Models = BenchArguments.Models(parsed.GetValue(models)!, parsed.GetValue(trained)!),
                Pairs = pairs.Read(parsed),
                PairsPerDomain = parsed.GetValue(perDomain),
                Seed = BenchArguments.Seed(parsed.GetValue(seed)),
                Format = new PromptFormatOptions { Template = parsed.GetValue(template)!, MaxPromptTokens = parsed.GetValue(promptTokens) },
                Bfloat16 = parsed.GetValue(half),
                Into = parsed.GetValue(into),
                Choose = parsed.GetValue(choose),
            };
            var (report, page) = await ProgressDisplay.RunAsync(o => BenchRun.RunAsync(settings, parsed.GetValue(folder)!, o, cancel, parsed.GetValue(force)));
            TableSummary.Print(report, page);
            return 0;
        }));
        return command;
    }
}
