using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Diversity;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>How diverse the prompts of a run are, also of one that goes on or that an earlier version made: it reads the run's folder alone.</summary>
public static class RunAudit
{
    /// <summary>Audits a run.</summary>
    /// <param name="encoder">Null for the run's own, else the built-in one.</param>
    /// <exception cref="SettingsException">The folder holds no run of an experiment, or it has written no prompts; or the encoder is not there.</exception>
    public static async Task<PromptAudit> OfAsync(string folder, string? encoder, CancellationToken cancel)
    {
        var run = new RunFolder(folder);
        var plan = PlannedStage.In(run);
        if (!File.Exists(run.ExperimentFile))
            throw new SettingsException($"'{run.FullPath}' holds no run of an experiment: name one that 'aop run' or 'aop quickstart' made; of several seeds " +
                "the folder of one, such as seed-1.");
        var settings = SettingsFile.Load<ExperimentSettings>(run.ExperimentFile);
        var written = new List<(ArmSettings Arm, int Iteration, Question[] Prompts)>();
        foreach (var arm in settings.Loop.Arms)
            for (var iteration = 1; iteration <= settings.Loop.Iterations; iteration++)
                if (await PromptsAsync(arm, iteration) is { Length: > 0 } prompts) written.Add((arm, iteration, prompts));
        if (written.Count == 0) throw new SettingsException($"'{run.FullPath}' has written no prompts yet. Run the experiment on.");

        var name = encoder ?? ExperimentPlan.AuditEncoder(settings);
        using var sentences = SentenceEncoders.Load(ModelPlace.EncoderOf(name).Path);
        var data = await run.ReadAsync(plan.Single(s => s.Name == "data").Output<ExperimentData>(), cancel);
        var heldOut = sentences.Encode([.. data.HeldOut().Select(q => q.Text)], cancel: cancel);
        var auditor = new PromptAuditor(PromptPlane.Fit(heldOut, Seeds.Derive(settings.Seed, "prompt map"), cancel), heldOut);
        var sets = new List<AuditedPrompts>();
        foreach (var (arm, iteration, prompts) in written)
        {
            string[] texts = [.. prompts.Select(p => p.Text)];
            sets.Add(new($"{ArmNames.Display(arm.Name)} {iteration}", arm.Name, iteration,
                auditor.Measure(texts, sentences.Encode(texts, cancel: cancel), cancel),
                ReportedAudit.Domains(prompts.Select(p => p.Domain ?? ""), await ScoresAsync(arm, iteration - 1))));
        }
        return new(name, PromptAuditor.NearFrom, sets, auditor.Map(heldOut));

        PlannedStage? Find(string label) => plan.FirstOrDefault(s => s.Labels.Contains(label));

        async Task<Question[]?> PromptsAsync(ArmSettings arm, int iteration)
        {
            string Label(string what) => ExperimentPlan.Label(arm.Name, iteration, what);
            var (whole, count) = (Find($"{arm.Name}: prompts"), settings.Loop.PromptsPerIteration());
            var gate = arm.Gate is null ? null : Find(Label("gate"));
            var stage = gate ?? whole ?? Find(Label("author")) ?? Find(Label("prompts"));
            if (stage is null || !run.Has(stage.Output<PromptSet>())) return null;
            var prompts = (await run.ReadAsync(stage.Output<PromptSet>(), cancel)).Prompts;
            return gate is null && whole is not null ? [.. prompts.Skip((iteration - 1) * count).Take(count)] : [.. prompts.Take(count)];
        }

        async Task<IReadOnlyList<ScoredSample>> ScoresAsync(ArmSettings arm, int iteration) =>
            Find(ExperimentPlan.Label(arm.Name, iteration, "scores")) is { } scores && run.Has(scores.Output<ScoredSamples>())
                ? (await run.ReadAsync(scores.Output<ScoredSamples>(), cancel)).Samples : [];
    }
}
