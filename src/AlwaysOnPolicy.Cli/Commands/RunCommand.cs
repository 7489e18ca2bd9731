using System.CommandLine;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Estimating;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Pricing;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop run</c>: an experiment file, from data to report; the same command goes on with an unfinished run.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public const string Description =
        "Runs an experiment file. Running again goes on with what is not finished.\n\nExample: aop run samples/smollm2.yaml " +
        "--out runs/first";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The experiment file." };
        var folder = new Option<string?>("--out") { HelpName = "folder", Description = "The run's folder; runs/<name of the file> unless given." };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting: --set loop.iterations=2",
            DefaultValueFactory = _ => []
        };
        var against = new Option<string[]>("--against")
        {
            HelpName = "[name=]file[:format]",
            Description = "Files of answers to the test questions, such as another model's, against which each arm's last policy is judged. To a run that is " +
                "finished it adds these verdicts alone.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var stopAfter = new Option<string?>("--stop-after") { HelpName = "stage", Description = "Stops when this stage is done: a stage's name, such as sft." };
        var seeds = new Option<string?>("--seeds")
        {
            HelpName = "list",
            Description = "Runs each of these seeds in a folder of its own and puts them " +
            "together: 1000-1007, or 1,2,5-8."
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Checks settings, models, data and lengths, and lists the stages without running them." };
        var force = ForceOption.Create();
        var command = new Command(Name, Description)
            { file, folder, set, against, stopAfter, seeds, dryRun, force };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            RequireNoData(path);
            var settings = SettingsFile.Load<ExperimentSettings>(path, [.. parsed.GetValue(set)!, .. Against(parsed.GetValue(against)!)]);
            var target = parsed.GetValue(folder) ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(path));
            if (parsed.GetValue(dryRun)) return await DryRunAsync(settings, target, cancel);
            if (parsed.GetValue(seeds) is { } list)
            {
                if (parsed.GetValue(stopAfter) is not null) throw new SettingsException("--seeds and --stop-after do not go together: take one.");
                var (data, page) = await SeedRuns.RunAsync(settings, SeedRuns.Parse(list), target, parsed.GetValue(force), cancel);
                Summary.Print(data, page);
                return 0;
            }
            var done = await ProgressDisplay.RunAsync(
                o => ExperimentRun.RunAsync(settings, target, parsed.GetValue(stopAfter), o, cancel, parsed.GetValue(force)));
            if (done is { } report) Summary.Print(report.Data, report.Page, target);
            else Summary.PrintPolicies(target);
            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Against(string[] texts)
    {
        var files = texts.Select(AnswersOption.Named).Select(t => (t.Name, Data: DataFileName.Read(t.File, "--against", DataUse.Answers))).ToArray();
        if (files.Length > 0)
            yield return $"evaluation.against=[{string.Join(", ", files.Select(f => $"{{ {(f.Name is null ? "" : $"name: {YamlText.Quote(f.Name)}, ")}data: " +
                $"{{ path: {YamlText.Quote(Path.GetFullPath(f.Data.Path))}, format: {DataFileName.Word(f.Data.Format)} }} }}"))}]";
    }

    private static async Task<int> DryRunAsync(ExperimentSettings settings, string target, CancellationToken cancel)
    {
        var findings = ExperimentPreflight.Look(settings, target);
        if (findings.Errors.Count > 0)
        {
            if (await EstimateAsync(settings, cancel) is { } estimate) EstimateLines.Print(estimate, PriceList.Load(settings.Chat.Prices), System.Console.Out);
            return FindingsLines.Print(findings);
        }
        var (experiment, run) = (ExperimentPlan.Build(settings), new RunFolder(target));
        DryRun.Stages(settings, experiment.Plan, run);
        if (settings.Cluster is { } cluster) ClusterLines.Print(cluster, experiment.Plan, run, System.Console.Out);
        ForecastLines.Print(await RunForecast.OfAsync(settings, experiment, run, cancel), PriceList.Load(settings.Chat.Prices), System.Console.Out);
        return FindingsLines.Print(findings);
    }

    /// <returns>Null where more is wrong than that models or data are not here: the findings say it.</returns>
    private static async Task<SettingsEstimate?> EstimateAsync(ExperimentSettings settings, CancellationToken cancel)
    {
        try
        {
            return await SettingsEstimate.OfAsync(settings, cancel);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    /// <exception cref="SettingsException">The file holds data, not settings.</exception>
    private static void RequireNoData(string path)
    {
        if (DataSource.Ending(path) is not (".csv" or ".tsv" or ".jsonl" or ".parquet" or ".txt")) return;
        throw new SettingsException($"'{path}' is a data file, and 'aop run' takes an experiment file (YAML) that names data. Write one: aop init " +
            $"--experiment --questions {path} --demonstrations FILE --pairs FILE --model MODEL. Or look at the data: aop data check {path}");
    }
}
