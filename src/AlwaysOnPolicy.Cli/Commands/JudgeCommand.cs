using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Judging;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop judge</c>: two files of answers, compared by one judge or several; the same command goes on with a judging that was stopped.</summary>
internal static class JudgeCommand
{
    public const string Name = "judge";

    public const string Description =
        "Compares two files of answers to the same questions: win rates with intervals, what a judge goes by (order, length), how far judges agree. " +
        "Running " +
        "again asks only what is not there yet.\n\n" +
        "Examples: aop judge --a ours.jsonl --b theirs.jsonl --judge reward:models/deberta\n" +
        "          aop judge --a ours.json:alpaca_eval --b baseline.json:alpaca_eval --judge open_ai:gpt-4.1 annotations:annotations.json --out " +
        "runs/judged";

    public static Command Create()
    {
        var arguments = new JudgeArguments();
        var folder = new Option<string?>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder; runs/judge, or runs/<name of the settings file>, unless given. annotations/ there has the verdicts as " +
                "AlpacaEval's " +
                "files have them."
        };
        var config = new Option<string?>("--config") { HelpName = "file", Description = "A settings file in YAML; the other options are laid over it." };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting: --set sample_answers=50",
            DefaultValueFactory = _ => []
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Checks settings, files and models, and lists the stages without running them." };
        var force = ForceOption.Create();
        var command = new Command(Name, Description);
        arguments.AddTo(command);
        foreach (var option in new Option[] { folder, config, set, dryRun, force }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var (overrides, names) = arguments.Read(parsed);
            return await names.SayAsync(async () =>
            {
                string[] all = [.. overrides, .. parsed.GetValue(set)!];
                var file = parsed.GetValue(config);
                var settings = file is null
                    ? SettingsFile.Parse<JudgingSettings>("", "the command line", Environment.CurrentDirectory, all)
                    : SettingsFile.Load<JudgingSettings>(file, all);
                var target = parsed.GetValue(folder) ?? Path.Combine("runs", file is null ? "judge" : Path.GetFileNameWithoutExtension(file));
                if (parsed.GetValue(dryRun))
                    return DryRun.Print(JudgingPreflight.Look(settings, target), settings, () => JudgingRun.StagesOf(settings), target, names);
                var (report, page) = await ProgressDisplay.RunAsync(
                    o => JudgingRun.RunAsync(settings, target, o, cancel, parsed.GetValue(force)), names: names);
                TableSummary.Print(JudgingTables.Of(report), JudgingTables.Sentences(report), page);
                return 0;
            });
        });
        return command;
    }
}
