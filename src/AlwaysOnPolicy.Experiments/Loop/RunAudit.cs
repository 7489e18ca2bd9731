using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Text;
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
        var run = new RunPrompts(folder);
        var written = new List<(ArmSettings Arm, int Iteration, IReadOnlyList<Question> Prompts)>();
        foreach (var arm in run.Settings.Loop.Arms)
            for (var iteration = 1; iteration <= run.Settings.Loop.Iterations; iteration++)
                if (await run.TrainedOnAsync(arm, iteration, cancel) is { Count: > 0 } prompts) written.Add((arm, iteration, prompts));
        if (written.Count == 0) throw new SettingsException($"'{run.Run.FullPath}' has written no prompts yet. Run the experiment on.");

        var name = encoder ?? ExperimentPlan.AuditEncoder(run.Settings);
        using var sentences = SentenceEncoders.Load(ModelPlace.EncoderOf(name).Path);
        var heldOut = sentences.Encode([.. (await run.DataAsync(cancel)).HeldOut().Select(q => q.Text)], cancel: cancel);
        var auditor = new PromptAuditor(PromptAuditor.MapOf(heldOut, run.Settings.Seed, cancel), heldOut);
        var sets = new List<AuditedPrompts>();
        foreach (var (arm, iteration, prompts) in written)
        {
            string[] texts = [.. prompts.Select(p => p.Text)];
            sets.Add(new($"{ArmNames.Display(arm.Name)} {iteration}", arm.Name, iteration,
                auditor.Measure(texts, sentences.Encode(texts, cancel: cancel), cancel),
                ReportedAudit.Domains(prompts.Select(p => p.Domain ?? ""), await run.ScoresAsync(arm, iteration - 1, cancel))));
        }
        return new(name, PromptAuditor.NearFrom, sets, auditor.Map(heldOut));
    }
}
