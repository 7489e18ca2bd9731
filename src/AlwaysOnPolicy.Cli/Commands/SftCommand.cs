using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.FineTuning;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop sft</c>: supervised fine-tuning alone; the same command goes on with a training that was stopped.</summary>
internal static class SftCommand
{
    public const string Name = "sft";

    public const string Description =
        "Fine-tunes a model on demonstrations: questions with the answers to learn. Running again goes on where it was stopped.\n\n" +
        "Examples: aop sft --model models/smollm2 --data demonstrations.jsonl --epochs 2\n" +
        "          aop sft --model openai-community/gpt2-medium --template \"Q: {question} A:\" --data own.csv --columns question=prompt,answer=reply";

    public static Command Create()
    {
        var arguments = new SftArguments();
        var folder = new Option<string?>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder; runs/sft, or runs/<name of the settings file>, " +
            "unless given. The models are in best/ and last/ there."
        };
        var config = new Option<string?>("--config")
        {
            HelpName = "file",
            Description = "A settings file in YAML; the other options are laid over it. Its " +
            "group sft is that of an experiment file."
        };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting: --set sft.training.warmup_steps=10",
            DefaultValueFactory = _ => []
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Checks settings, the model, the data and lengths, and lists the stages without running them."
        };
        var force = ForceOption.Create();
        var command = new Command(Name, Description);
        arguments.AddTo(command);
        foreach (var option in new Option[] { folder, config, set, dryRun, force }) command.Options.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            var (overrides, names) = arguments.Read(parsed);
            return names.SayAsync(async () =>
            {
                string[] all = [.. overrides, .. parsed.GetValue(set)!];
                var file = parsed.GetValue(config);
                var settings = file is null
                    ? SettingsFile.Parse<FineTuneSettings>("", "the command line", Environment.CurrentDirectory, all)
                    : SettingsFile.Load<FineTuneSettings>(file, all);
                var target = parsed.GetValue(folder) ?? Path.Combine("runs", file is null ? "sft" : Path.GetFileNameWithoutExtension(file));
                if (parsed.GetValue(dryRun))
                    return DryRun.Print(FineTunePreflight.Look(settings, target), settings, () => FineTuneRun.StagesOf(settings), target, names);
                FineTuneSummary.Print(await ProgressDisplay.RunAsync(
                    o => FineTuneRun.RunAsync(settings, target, o, cancel, parsed.GetValue(force)), steps: true, names));
                return 0;
            });
        });
        return command;
    }
}
