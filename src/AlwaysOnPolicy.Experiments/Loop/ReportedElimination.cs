using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Prompts.Vanilla;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What the vanilla arm's elimination dropped down to the number that the run's iterations train on, and why.</summary>
internal static class ReportedElimination
{
    private const int ExamplesOfCluster = 5;

    /// <returns>Null where no arm is thinned by clusters, or it is not done yet.</returns>
    public static async Task<EliminationData?> CollectAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        if (!ExperimentPlan.HasVanilla(settings) || settings.Vanilla.Kind == VanillaKind.Miniature) return null;
        var node = experiment.Plan.Nodes.Single(n => n.Id.Name == VanillaPrompts.Name);
        var stage = new Artifact<Prompts.PromptSet>(node.Key, node.Id.Name);
        if (!run.Has(stage)) return null;
        var questions = EliminationFile.Read(run.FolderOf(stage));
        var prompts = (await run.ReadAsync(stage, cancel)).Prompts;
        var taken = settings.Loop.Iterations * settings.Loop.PromptsPerIteration() * settings.Loop.Arms
            .Where(a => a.Prompts == PromptSource.Vanilla).Max(a => a.Gate?.Candidates ?? 1);
        var left = questions.Count - questions.Count(q => q.Order is not null && q.Prompt >= taken);
        var cut = StepMetrics.Lines<EliminationCut>(run, stage).FirstOrDefault(c => c.Left == left);
        return new(questions.Count, left, cut?.Cosine ?? 1, cut?.PairsAcross ?? 0, cut?.KeptPairsAcross ?? 0,
            [.. questions.GroupBy(q => q.Cluster).OrderBy(c => c.Key).Select(c => Cluster(c.Key + 1, [.. c]))]);

        EliminatedCluster Cluster(int number, EliminatedQuestion[] all)
        {
            EliminatedQuestion[] gone = [.. all.Where(q => q.Order is not null && q.Prompt >= taken).OrderBy(q => q.Order)];
            var shown = Math.Min(gone.Length, ExamplesOfCluster);
            return new(number, all.Length, all.Length - gone.Length, [.. Enumerable.Range(0, shown)
                .Select(i => gone[shown == 1 ? 0 : (int)((long)i * (gone.Length - 1) / (shown - 1))])
                .Select(q => new EliminatedExample(q.Order!.Value, prompts[q.Prompt].Text, prompts[q.Beside!.Value].Text, q.Cosine!.Value))]);
        }
    }
}
