using AlwaysOnPolicy.Evaluation.RewardBench;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.Stages;
using AlwaysOnPolicy.Models;

namespace AlwaysOnPolicy.Experiments.Bench;

/// <summary>Runs the reward bench in a folder, a stage a model, and writes the table. In the same folder a model that was finished is not scored
/// again, also when others are added; other pairs are other stages.</summary>
public static class BenchRun
{
    /// <exception cref="SettingsException">No model or no pairs are given, two models share a name, or a number is out of range.</exception>
    /// <exception cref="DataException">A folder or a file is not there or cannot be used.</exception>
    public static async Task<(BenchReport Report, string Page)> RunAsync(BenchSettings settings, string folder, IRunObserver? observer, CancellationToken cancel)
    {
        Check(settings);
        DataInput[] inputs = [.. settings.Pairs.Select(p => DataInput.Of(p, "--pairs"))];
        var plan = new Plan(settings.Seed);
        var stages = settings.Models.Select(m => (Model: m, Scores: plan.Add(
            new ScorePairs(), new ScorePairs.In(InputFiles.Of(m.Folder), inputs, settings.PairsPerDomain, settings.Format, settings.Bfloat16, m.TrainedOnBench), m.Name))).ToArray();

        var run = new RunFolder(folder);
        await new Runner(run).RunAsync(plan, new RunOptions(), observer, cancel);

        var (models, notes) = (new List<BenchedModel>(), new List<string>());
        foreach (var (model, artifact) in stages)
        {
            var scores = await run.ReadAsync(artifact, cancel);
            models.Add(new(model.Name, scores.Outcomes, scores.SecondsPerPair, scores.TrainedOn));
            notes = [.. scores.Notes];
        }
        var report = new BenchReport(
            BenchTable.Of(models), [.. settings.Models.Select(m => new BenchReport.ModelFolder(m.Name, Path.GetFullPath(m.Folder)))],
            [.. inputs.SelectMany(i => i.Files).Select(f => new BenchReport.PairFile(f.Path, f.Sha256))], settings.PairsPerDomain, settings.Seed, notes);
        return (report, BenchReportWriter.Write(report, run.FullPath));
    }

    private static void Check(BenchSettings settings)
    {
        if (settings.Models.Count == 0) throw new SettingsException("--models names no model: give at least one as NAME=folder.");
        if (settings.Pairs.Count == 0) throw new SettingsException("--pairs names no file.");
        if (settings.PairsPerDomain < 1) throw new SettingsException($"--per-domain is {settings.PairsPerDomain}; it must be 1 or more.");
        if (settings.Models.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingsException($"--models has the name '{twice.Key}' twice: each model needs its own, as in A=folder,B=folder.");
    }
}
