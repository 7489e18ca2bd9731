using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardChecks;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward fit</c>: whether PPO can learn from a reward, and with which settings.</summary>
internal static class RewardFitCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { HelpName = "folder", Description = "The policy that PPO would train, such as an SFT model." };
        var reward = new Option<string?>("--reward") { HelpName = "reward", Description = "The reward, as aop ppo takes it." };
        var prompts = new Option<string?>("--prompts") { HelpName = "file[:format]", Description = "The prompts, as aop ppo takes them." };
        var columns = ColumnsOption.Create("the file of --prompts");
        var count = new Option<int?>("--count") { HelpName = "number", Description = "Prompts to answer, drawn by lot; 64 unless given." };
        var answers = new Option<int?>("--answers") { HelpName = "number", Description = "Answers to each, 2 or more; 4 unless given." };
        var seed = new Option<int?>("--seed") { HelpName = "number", Description = "All randomness derives from it; 1 unless given." };
        var config = new Option<string?>("--config") { HelpName = "file", Description = "A settings file of aop ppo; the other options are laid over it." };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting of aop ppo: --set ppo.score_factor=0.1",
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Print verdict, settings and figures as JSON." };
        var command = new Command("fit",
            "Lets a policy answer prompts and looks at the answers' rewards: spread, scale, zero, length, repeats, saturation. Says whether PPO can learn " +
            "from them, and with which settings. Exit code 1 where nothing can be learnt.\n\n" +
            "Example: aop reward fit --model runs/sft/best --reward runs/reward/best --prompts prompts.jsonl")
            { model, reward, prompts, columns, count, answers, seed, config, set, json };
        command.SetAction((parsed, cancel) =>
        {
            string[] given =
            [
                .. PpoArguments.Overrides(parsed.GetValue(model), parsed.GetValue(reward), parsed.GetValue(prompts), null, null, parsed.GetValue(seed)),
                .. PpoArguments.Columns(parsed.GetValue(columns)!),
            ];
            string[] looked =
            [
                .. parsed.GetValue(count) is { } some ? [$"reward_check.prompts={some}"] : Array.Empty<string>(),
                .. parsed.GetValue(answers) is { } each ? [$"reward_check.answers={each}"] : Array.Empty<string>(),
            ];
            return PpoArguments.Names(given).SayAsync(async () =>
            {
                string[] overrides = [.. given, .. looked, .. parsed.GetValue(set)!];
                var file = parsed.GetValue(config);
                var settings = file is null
                    ? SettingsFile.Parse<PpoSettings>("", "the command line", Environment.CurrentDirectory, overrides)
                    : SettingsFile.Load<PpoSettings>(file, overrides);
                var progress = new ErrorProgress("answers");
                var check = await PpoRewardCheck.RunAsync(settings, progress.Note, progress.Report, cancel);
                progress.End();
                if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(check, ArtifactJson.Compact));
                else
                    foreach (var line in RewardFitLines.Of(check)) System.Console.WriteLine(line);
                return check.Verdict == RewardVerdict.Unusable ? 1 : 0;
            });
        });
        return command;
    }
}
