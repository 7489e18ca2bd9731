using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Importing;
using AlwaysOnPolicy.Experiments.PpoAlone;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop import</c>: settings of other tools.</summary>
internal static class ImportCommand
{
    public const string Name = "import";

    public const string Description = "Takes over the settings of other tools.";

    public static Command Create()
    {
        var from = new Argument<string>("file")
        {
            Description = "TRL's PPOConfig or PPOv2Config as JSON or YAML: config.to_dict(), or the trainer's config.json.",
        };
        var to = new Option<string>("--out") { HelpName = "file", Description = "The settings file to write.", DefaultValueFactory = _ => "ppo.yaml" };
        var experiment = new Option<string?>("--experiment")
        {
            HelpName = "file",
            Description = "An experiment file, which the new one extends for 'aop run'; without it the new one is for 'aop ppo'.",
        };
        var model = new Option<string?>("--model") { HelpName = "model", Description = "The model to train, in the place of TRL's model_name." };
        var reward = new Option<string?>("--reward") { HelpName = "reward", Description = "As 'aop ppo' takes it, in the place of TRL's reward_model." };
        var prompts = new Option<string?>("--prompts") { HelpName = "file[:format]", Description = "The prompts, which a PPOConfig does not name." };
        var trl = new Command("trl",
            "Writes a settings file with the values of TRL's PPOConfig (0.7 to 0.11), and shows each key beside what it became.\n\n" +
            "Examples: aop import trl ppo_config.json --out ppo.yaml\n          aop import trl ppo_config.json --experiment experiment.yaml --out as-trl.yaml")
            { from, to, experiment, model, reward, prompts };
        trl.SetAction(parsed =>
        {
            var given = PpoArguments.Overrides(parsed.GetValue(model), parsed.GetValue(reward), parsed.GetValue(prompts), null, null, null);
            var (basis, target) = (parsed.GetValue(experiment), parsed.GetValue(to)!);
            if (basis is not null && given.Count > 0)
                throw new SettingsException("--experiment names model, reward and questions itself: leave --model, --reward and --prompts out.");
            var named = SettingsFile.Parse<PpoSettings>("", "the command line", Environment.CurrentDirectory, given);
            ImportLines.Print(TrlImport.Write(parsed.GetValue(from)!, target, basis, named), System.Console.Out);
            System.Console.WriteLine($"Written: {Path.GetFullPath(target)}\nNext: {(basis is null ? "aop ppo --config" : "aop run")} {target} --dry-run");
        });
        return new Command(Name, Description) { trl };
    }
}
