using System.CommandLine;
using System.Globalization;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Pricing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop study</c>: all arms of an experiment file over several seeds and variations of its settings, and one report.</summary>
internal static class StudyCommand
{
    public const string Name = "study";

    public const string Description =
        "Runs an experiment file with several seeds and with changed settings, computes once what runs share, and compares all arms in one report. Running " +
        "again goes on with what is not finished.\n\nExample: aop study samples/miniature.yaml --seeds 8 --vary probe.answers=1,2 --vary " +
        "miniature.pairs=2000";

    // The rest is the system's, and other programs'.
    private const double SharedMemory = 0.85;

    private const int SeedsOnCluster = 16;   // each a process of this machine, which waits

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The experiment file." };
        var seeds = new Option<string>("--seeds")
        {
            HelpName = "list",
            Description = "How many, from the file's seed on; or which: 1000-1007, or 1,2,5-8.",
            Required = true,
        };
        var vary = new Option<string[]>("--vary")
        {
            HelpName = "key=a,b",
            Description = "Values of a setting that are compared with the file's: one change at a time, each against the file as it is.",
            DefaultValueFactory = _ => [],
        };
        var grid = new Option<bool>("--grid") { Description = "Every combination of the values of --vary; that of the first values is the base." };
        var folder = new Option<string?>("--out") { HelpName = "folder", Description = "The study's folder; runs/<name of the file>-study unless given." };
        var set = new Option<string[]>("--set")
        {
            HelpName = "key=value",
            Description = "Overrides a setting in all runs: --set loop.iterations=2",
            DefaultValueFactory = _ => []
        };
        var workers = new Option<int?>("--workers")
        {
            HelpName = "number",
            Description = "Seeds that run side by side, each in a process of its own. Unless given one until a run is finished, then as many as the cores " +
                "(compute.threads, compute.parallel_stages) and the memory that it took allow. It changes no result.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tells runs, shared stages, time and calls without running them." };
        var force = ForceOption.Create();
        var command = new Command(Name, Description) { file, seeds, vary, grid, folder, set, workers, dryRun, force };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            var target = parsed.GetValue(folder) ?? Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(path)}-study");
            var all = parsed.GetValue(set)!;
            var variations = Load(path, all, StudyVariation.Of(parsed.GetValue(vary)!, parsed.GetValue(grid)));
            var list = Seeds(parsed.GetValue(seeds)!, variations[0].Settings.Seed);
            var study = new StudyRun(variations, list, target);
            if (parsed.GetValue(dryRun)) return await DryRunAsync(study, variations, list, cancel);
            if (!parsed.GetValue(force)) SeedRuns.RequireKept(target, list);
            var given = parsed.GetValue(workers);
            if (given < 1) throw new SettingsException("--workers is at least 1.");
            var drawnElsewhere = variations.Any(v => v.Settings.Rollouts.Servers.Count > 0);
            if (drawnElsewhere && given > 1)
                throw new SettingsException("--workers: rollout servers serve one policy at a time, so that seeds run one after another; leave it out.");
            try
            {
                Directory.CreateDirectory(target);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw StorageException.CannotWrite(Path.GetFullPath(target), e);
            }
            using var held = new RunFolder(target).Hold();
            var runs = new StudyProcess(path, all, parsed.GetValue(force));
            var settings = variations[0].Settings;
            int Beside(long? peak) => given ?? (drawnElsewhere ? 1 : settings.Cluster is not null ? SeedsOnCluster
                : Workers(settings.Compute, peak, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
            await study.RunAsync(Beside, runs.RunAsync, System.Console.WriteLine, cancel);
            return Tell(study, study.Report($"{variations[0].Settings.Name}: {list.Count} seeds"), target);
        });
        return command;
    }

    private static int Tell(StudyRun study, (ReportData Data, string Page)? report, string folder)
    {
        if (report is { } done) Summary.Print(done.Data, done.Page);
        foreach (var (name, error) in study.Failed.OrderBy(f => f.Key, StringComparer.Ordinal)) System.Console.Error.WriteLine($"{name} failed: {error}");
        if (report is null) System.Console.Error.WriteLine($"Fewer than two seeds of '{folder}' are finished: there is no report. The same command goes on.");
        return study.Failed.Count == 0 && report is not null ? 0 : 1;
    }

    /// <summary>A variation that changes nothing would be the base again, so it is left out and said.</summary>
    private static List<(StudyVariation Variation, ExperimentSettings Settings)> Load(string path, string[] all, IReadOnlyList<StudyVariation> variations)
    {
        var loaded = new List<(StudyVariation Variation, ExperimentSettings Settings)>();
        var there = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variation in variations)
        {
            var settings = SettingsFile.Load<ExperimentSettings>(path, [.. all, .. variation.Overrides]);
            if (variation.Overrides.Any(o => o.StartsWith("seed=", StringComparison.Ordinal)))
                throw new SettingsException("--vary seed: the seeds of a study are those of --seeds.");
            if (there.TryAdd(SettingsFile.ToYaml(settings), variation.Label)) loaded.Add((variation, settings));
            else System.Console.WriteLine($"{variation.Label} is what {there[SettingsFile.ToYaml(settings)]} is already, and is left out.");
        }
        return loaded;
    }

    /// <summary>"8" are so many from the file's own seed on.</summary>
    internal static IReadOnlyList<ulong> Seeds(string text, ulong first) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count is >= 2 and <= 10_000 ? [.. Enumerable.Range(0, count).Select(i => first + (ulong)i)]
                : throw new SettingsException($"--seeds {text}: a study takes 2 to 10000 seeds; for one run take aop run.")
            : SeedRuns.Parse(text);

    /// <summary>One until a run is finished; then as many as the cores and the memory hold. Threads times stages side by side are the cores that a seed
    /// uses.</summary>
    /// <param name="peak">The most memory that a run took, in bytes; null before one is finished.</param>
    /// <param name="limit">What all may have, in bytes.</param>
    internal static int Workers(ComputeSettings compute, long? peak, long limit) => compute.Threads == 0 || peak is null ? 1
        : Math.Max(1, Math.Min(Environment.ProcessorCount / (compute.Threads * compute.ParallelStages), (int)(limit * SharedMemory / peak)));

    private static async Task<int> DryRunAsync(StudyRun study, List<(StudyVariation Variation, ExperimentSettings Settings)> variations,
        IReadOnlyList<ulong> seeds, CancellationToken cancel)
    {
        StudyMember[] members = [.. seeds.SelectMany(study.MembersOf)];
        var shares = StudyShares.Of(members);
        FormattableString[] lines =
        [
            $"Runs: {members.Length:N0} ({variations.Count} of each of {seeds.Count} seeds: {string.Join("; ", variations.Select(v => v.Variation.Label))})",
            $"Stages: {shares.Needed:N0} needed, {shares.Needed - shares.Distinct:N0} of them shared: {shares.Distinct:N0} to compute, {shares.Left:N0} left",
        ];
        foreach (var line in lines) System.Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        System.Console.WriteLine(shares.LeftSeconds is { } seconds
            ? $"Time left: about {TimeSpan.FromSeconds(Math.Ceiling(seconds)):g} of one stage after another, as long as the finished ones took"
            : "Time left: not known before a run of this study is finished");
        var forecast = new List<StageForecast>();
        foreach (var member in members.Where(j => j.Settings.Seed == seeds[0]))
            forecast.AddRange(await RunForecast.OfAsync(member.Settings, ExperimentPlan.Build(member.Settings), new RunFolder(member.Folder), cancel));
        if (forecast.Count == 0) System.Console.WriteLine("Calls to language models: none");
        else System.Console.WriteLine($"Calls to language models of one seed, shared ones counted for each variation; times {seeds.Count} for all:");
        ForecastLines.Print(forecast, PriceList.Load(variations[0].Settings.Chat.Prices), System.Console.Out);
        return 0;
    }
}
