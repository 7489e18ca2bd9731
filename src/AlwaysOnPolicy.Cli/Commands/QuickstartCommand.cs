using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop quickstart</c>: the whole comparison on the embedded miniature world.</summary>
internal static class QuickstartCommand
{
    public const string Name = "quickstart";

    public const string Description =
        "Compares vanilla, SOP and AOP on the embedded miniature world: no key, no download, no GPU.\n\nExample: aop quickstart --out runs/quickstart " +
        "--seeds 5";

    private const string Preset = "miniature.yaml";

    public static Command Create()
    {
        var folder = new Option<string>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder.",
            DefaultValueFactory = _ =>
            Path.Combine("runs", "quickstart")
        };
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "number",
            Description = "Runs so many seeds, 1, 2, …, and adds the sign test over them.",
            DefaultValueFactory = _ => 1
        };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting: --set author.tau=0.25",
            DefaultValueFactory = _ => []
        };
        var force = ForceOption.Create();
        var command = new Command(Name, Description)
            { folder, seeds, seed, set, force };
        command.SetAction(async (parsed, cancel) =>
        {
            var (target, count, first) = (parsed.GetValue(folder)!, parsed.GetValue(seeds), parsed.GetValue(seed));
            if (count < 1 || first < 0) throw new SettingsException("--seeds is at least 1, --seed at least 0.");
            RequireOwnFolder(target, study: count > 1);
            var preset = LoadPreset(parsed.GetValue(set)!);
            if (count > 1)
            {
                var (study, studyPage) = await SeedRuns.RunAsync(preset, [.. Enumerable.Range(first, count).Select(s => (ulong)s)], target,
                    parsed.GetValue(force), cancel);
                Summary.Print(study, studyPage);
                return 0;
            }
            var settings = preset with { Seed = (ulong)first };
            var (data, page) = (await ProgressDisplay.RunAsync(o => ExperimentRun.RunAsync(settings, target, null, o, cancel, parsed.GetValue(force))))!.Value;
            Summary.Print(data, page, target);
            return 0;
        });
        return command;
    }

    private static ExperimentSettings LoadPreset(string[] overrides)
    {
        using var stream = typeof(QuickstartCommand).Assembly.GetManifestResourceStream(Preset)!;
        using var reader = new StreamReader(stream);
        return SettingsFile.Parse<ExperimentSettings>(reader.ReadToEnd(), Preset, Environment.CurrentDirectory, overrides);
    }

    /// <summary>A run goes into a new folder, or on in one of its own.</summary>
    private static void RequireOwnFolder(string folder, bool study)
    {
        if (File.Exists(folder)) throw new SettingsException($"'{folder}' is a file: name a folder with --out.");
        if (!Directory.Exists(folder)) return;
        var names = Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).ToArray();
        var (one, several) = (names.Contains("plan.json"), names.Any(n => n!.StartsWith("seed-", StringComparison.Ordinal)));
        if (study ? one : several)
            throw new SettingsException(
                $"'{folder}' holds a quickstart of {(several ? "several seeds" : "one seed")}: name a new folder with --out, or repeat that run's --seeds.");
        if (names.Length > 0 && !one && !several && !names.Contains("stages"))
            throw new SettingsException($"'{folder}' holds other files: name a new folder with --out, or the folder of an unfinished quickstart.");
    }
}
