using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Runs the reward bench in a folder, a stage a model, and writes the table. In the same folder a model that was finished is not scored
/// again, also when others are added; other pairs are other stages.</summary>
public static class BenchRun
{
    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report and models to this one.</param>
    /// <exception cref="SettingsException">No model or no pairs are given, two models share a name, or a number is out of range.</exception>
    /// <exception cref="DataException">A file is not there or cannot be used.</exception>
    /// <exception cref="CheckpointException">A model is not there or cannot be used.</exception>
    public static async Task<(BenchReport Report, string Page)> RunAsync(
        BenchSettings settings, string folder, IRunObserver? observer, CancellationToken cancel, bool replace = false)
    {
        Check(settings);
        FolderLook.Require(folder);
        if (settings.Into is { } file) SettingsFile.Load<ExperimentSettings>(file);   // before hours of scoring
        var (plan, stages, inputs) = Plan(settings);

        var run = new RunFolder(folder);
        RunKind.Require(run, RunKind.Bench);
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(plan, new RunOptions
        {
            Compute = StageCompute.Now(TorchThreads.Current),
            Experiment = SettingsFile.ToYaml(settings),
            ExperimentName = RunKind.Bench,
            KeepFinished = !replace,
        }, observer, cancel);

        var (models, notes) = (new List<ModelOutcomes>(), new List<string>());
        foreach (var (model, _, artifact) in stages)
        {
            var scores = await run.ReadAsync(artifact, cancel);
            models.Add(new(model.Name, scores.Outcomes, scores.SecondsPerPair, scores.TrainedOn));
            notes = [.. scores.Notes];
        }
        if (StageCompute.Sentence(stages.Select(s => StageRecord.TryRead(run.FolderOf(s.Scores))?.Compute)) is { } mixed) notes.Add(mixed);
        var table = AgreementTable.Of(models);
        var report = new BenchReport(
            table, [.. stages.Select(s => new BenchReport.ModelFolder(s.Model.Name, s.Folder.Path))],
            [.. inputs.SelectMany(i => i.Data.Files).Select(f => new BenchReport.PairFile(f.Path, f.Sha256))], settings.PairsPerDomain, settings.Seed, notes)
        {
            Choice = settings.Into is { } into ? Choose(table, settings, into) : null,
        };
        return (report, BenchReportWriter.Write(report, run.FullPath));
    }

    internal static (Plan Plan, (BenchModel Model, InputFiles Folder, Artifact<PairRewards> Scores)[] Stages, BenchFile[] Inputs) Plan(BenchSettings settings)
    {
        BenchFile[] inputs = [.. settings.Pairs.Select(BenchFile.Of)];
        var folders = settings.Models.Select(m => ModelPlace.Of(m.Folder, $"--models {m.Name}")).ToArray();
        var plan = new Plan(settings.PairsPerDomain is null ? 0 : settings.Seed);   // the seed draws pairs: where all are taken it decides nothing
        var stages = settings.Models.Zip(folders, (m, folder) => (Model: m, Folder: folder, Scores: plan.Add(
            new ScorePairs(), new ScorePairs.In(folder, inputs, settings.PairsPerDomain, settings.Format, settings.Bfloat16, m.TrainedOnBench),
                m.Name))).ToArray();
        return (plan, stages, inputs);
    }

    private static BenchChoice Choose(AgreementTable table, BenchSettings settings, string into)
    {
        var choice = BenchChoice.Of(table, settings.Choose);
        ExperimentFile.SetRewardModel(into, settings.Models.First(m => m.Name == choice.Name).Folder, settings.Bfloat16);
        return choice with { File = into };
    }

    private static void Check(BenchSettings settings)
    {
        if (settings.Models.Count == 0) throw new SettingsException("--models names no model: give at least one as NAME=folder.");
        if (settings.Choose is not null && settings.Into is null) throw new SettingsException("--choose needs --into: the experiment file that shall use the " +
            "model.");
        if (settings.Choose is { } name && settings.Models.All(m => m.Name != name))
            throw new SettingsException($"--choose names '{name}', which is none of --models: {string.Join(", ", settings.Models.Select(m => m.Name))}.");
        if (settings.Pairs.Count == 0) throw new SettingsException("--pairs names no file.");
        if (settings.Models.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingsException($"--models has the name '{twice.Key}' twice: each model needs its own, as in A=folder,B=folder.");
    }
}
