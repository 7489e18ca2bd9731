using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop ppo</c>: PPO alone, on a model, a reward and prompts.</summary>
internal static class PpoCommand
{
    public const string Name = "ppo";

    public const string Description =
        "Trains a policy by PPO on a reward, without the rest of an experiment. Running again goes on with what is not finished.\n\n" +
        "Examples: aop ppo --model models/smollm2 --reward length:20 --prompts prompts.txt --steps 50\n" +
        "          aop ppo --config ppo.yaml --reward http://localhost:8000/score --out runs/scored";

    public static Command Create()
    {
        var model = new Option<string?>("--model")
        {
            HelpName = "folder",
            Description = "The policy to train: a HuggingFace folder, or the owner/name of a " +
            "model that was fetched."
        };
        var reward = new Option<string?>("--reward")
        {
            HelpName = "reward",
            Description = "A reward model's folder or owner/name; or http(s)://… of a scorer (docs/scorer.md); regex:PATTERN, 1 where the answer holds it, " +
                "else 0; " +
                "length:N, minus the distance of the answer from N words (length:N:tokens counts tokens).",
        };
        var prompts = new Option<string?>("--prompts")
        {
            HelpName = "file[:format]",
            Description = "The prompts. By its ending a .txt file has one a line, .csv, .tsv and .parquet a column 'question', any other is JSONL with that " +
                "column; " +
                "--columns names another. Formats: " +
                $"{string.Join(", ", DataSets.FormatsOf(DataUse.Questions).Select(DataFileName.Word))}.",
        };
        var columns = ColumnsOption.Create("the file of --prompts");
        var folder = new Option<string?>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder; runs/ppo, or runs/<name of the settings file>, " +
            "unless given."
        };
        var steps = new Option<int?>("--steps")
        {
            HelpName = "number",
            Description = "PPO steps; as many passes over the prompts as they need. More than a " +
            "finished run of the same folder has go on from its last."
        };
        var passes = new Option<int?>("--passes") { HelpName = "number", Description = "Passes over the prompts, in place of --steps; 2 unless given." };
        var seed = new Option<int?>("--seed") { HelpName = "number", Description = "All randomness derives from it; 1 unless given." };
        var heldOut = new Option<int?>("--held-out")
        {
            HelpName = "number",
            Description = "Prompts kept from the training, to compare the policy's answers to them before and after; a fifth, at most 100, unless given. 0 " +
                "trains on all, and then those that are compared were trained on."
        };
        var saved = SavedTypeOption.Create("own keeps the type of --model's folder, such as bfloat16, and rounds what was learnt to it");
        var dtype = DtypeOption.Create();
        var config = new Option<string?>("--config") { HelpName = "file", Description = "A settings file in YAML; the other options are laid over it." };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting: --set ppo.learning_rate=1e-5",
            DefaultValueFactory = _ => []
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Checks settings, models, prompts and lengths, and lists the stages without running them." };
        var force = ForceOption.Create();
        var command = new Command(Name, Description)
            { model, reward, prompts, columns, folder, steps, passes, heldOut, seed, saved, dtype, config, set, dryRun, force };
        command.SetAction((parsed, cancel) =>
        {
            string[] given =
            [
                .. PpoArguments.Overrides(parsed.GetValue(model), parsed.GetValue(reward), parsed.GetValue(prompts), parsed.GetValue(steps),
                    parsed.GetValue(passes), parsed.GetValue(seed), parsed.GetValue(saved), parsed.GetValue(heldOut), parsed.GetValue(dtype)),
                .. PpoArguments.Columns(parsed.GetValue(columns)!),
            ];
            var names = PpoArguments.Names(given);
            return names.SayAsync(async () =>
            {
                string[] overrides = [.. given, .. parsed.GetValue(set)!];
                var file = parsed.GetValue(config);
                var settings = file is null
                    ? SettingsFile.Parse<PpoSettings>("", "the command line", Environment.CurrentDirectory, overrides)
                    : SettingsFile.Load<PpoSettings>(file, overrides);
                var target = parsed.GetValue(folder) ?? Path.Combine("runs", file is null ? "ppo" : Path.GetFileNameWithoutExtension(file));
                if (parsed.GetValue(dryRun))
                    return DryRun.Print(PpoPreflight.Look(settings, target), settings, () => PpoAloneRun.StagesOf(settings, target), target, names);
                PpoSummary.Print(await ProgressDisplay.RunAsync(
                    o => PpoAloneRun.RunAsync(settings, target, o, cancel, parsed.GetValue(force)), steps: true, names));
                return 0;
            });
        });
        return command;
    }
}
