using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Bench;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward</c>: what concerns reward models alone.</summary>
internal static class RewardCommand
{
    public static Command Create() => new("reward", "Compares reward models.") { Bench() };

    private static Command Bench()
    {
        var models = new Option<string[]>("--models") { HelpName = "name=folder,…", Description = "The reward models, each a HuggingFace folder with a name for the table.", Required = true, AllowMultipleArgumentsPerToken = true };
        var pairs = new Option<string[]>("--pairs") { HelpName = "file[:format]", Description = "Pairs with people's preference; the format is shp, hh_rlhf, or jsonl (question, chosen, rejected; domain).", Required = true, AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string>("--out") { HelpName = "folder", Description = "The bench's folder.", DefaultValueFactory = _ => Path.Combine("runs", "reward-bench") };
        var perDomain = new Option<int?>("--per-domain") { HelpName = "number", Description = "Draws so many pairs of each domain; all unless given. The paper has 50." };
        var perQuestion = new Option<int>("--per-question") { HelpName = "number", Description = "Keeps the first so many pairs of a post or question: pairs of one are not independent.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the draw.", DefaultValueFactory = _ => 1 };
        var trained = new Option<string[]>("--trained-on") { HelpName = "name", Description = "Models known to be trained on these pairs: they are flagged.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var template = new Option<string>("--template") { HelpName = "text", Description = "Prompt of models trained by aop: \"chat\", or a text with {question} in it.", DefaultValueFactory = _ => PromptFormatOptions.Chat };
        var promptTokens = new Option<int>("--max-prompt-tokens") { HelpName = "number", Description = "Longest prompt of models trained by aop.", DefaultValueFactory = _ => new PromptFormatOptions().MaxPromptTokens };
        var half = new Option<bool>("--bfloat16") { Description = "Holds decoders' weights as bfloat16, in half of the memory." };
        var command = new Command("bench",
            "Counts how often reward models agree with people, domain by domain, with intervals and tests. Running again scores only what is new.\n\n" +
            "Example: aop reward bench --models deberta=models/deberta,steamshp=models/steamshp --pairs \"shp/*/test.json:shp\" --per-domain 50 --out runs/bench")
            { models, pairs, folder, perDomain, perQuestion, seed, trained, template, promptTokens, half };
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = new BenchSettings
            {
                Models = BenchArguments.Models(parsed.GetValue(models)!, parsed.GetValue(trained)!),
                Pairs = [.. parsed.GetValue(pairs)!.Select(p => BenchArguments.Pairs(p, parsed.GetValue(perQuestion)))],
                PairsPerDomain = parsed.GetValue(perDomain),
                Seed = BenchArguments.Seed(parsed.GetValue(seed)),
                Format = new PromptFormatOptions { Template = parsed.GetValue(template)!, MaxPromptTokens = parsed.GetValue(promptTokens) },
                Bfloat16 = parsed.GetValue(half),
            };
            var (report, page) = await ProgressDisplay.RunAsync(o => BenchRun.RunAsync(settings, parsed.GetValue(folder)!, o, cancel));
            BenchSummary.Print(report, page);
            return 0;
        });
        return command;
    }
}
