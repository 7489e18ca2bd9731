using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>How diverse the prompts of each iteration are, beside what the policy did badly before it.</summary>
internal static class ReportedAudit
{
    /// <returns>Null where no iteration was looked at yet.</returns>
    public static async Task<PromptAudit?> CollectAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var sets = new List<AuditedPrompts>();
        foreach (var arm in settings.Loop.Arms)
            for (var iteration = 1; iteration <= settings.Loop.Iterations; iteration++)
            {
                var (audit, probe) = (experiment.Audits[(arm.Name, iteration)], experiment.ProbeScores[(arm.Name, iteration - 1)]);
                if (!run.Has(audit)) continue;
                var slice = experiment.Prompts[(arm.Name, iteration)];
                var prompts = (await run.ReadAsync(slice.Set, cancel)).Prompts.Skip(slice.Skip).Take(slice.Take);
                var scores = run.Has(probe) ? (await run.ReadAsync(probe, cancel)).Samples : [];
                sets.Add(new($"{ArmNames.Display(arm.Name)} {iteration}", arm.Name, iteration, await run.ReadAsync(audit, cancel),
                    Domains(prompts.Select(p => p.Domain ?? ""), scores)));
            }
        return sets.Count == 0 ? null : new(ExperimentPlan.AuditEncoder(settings), PromptAuditor.NearFrom, sets, []);
    }

    /// <summary>Also domains that no prompt is of; the one with the lowest reward first.</summary>
    internal static IReadOnlyList<PromptShare> Domains(IEnumerable<string> prompts, IReadOnlyList<ScoredSample> scores)
    {
        var counts = prompts.CountBy(d => d).ToDictionary(StringComparer.Ordinal);
        var rewards = scores.GroupBy(s => s.Domain, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Average(s => s.Reward), StringComparer.Ordinal);
        return [.. counts.Keys.Union(rewards.Keys)
            .Select(d => new PromptShare(d, counts.GetValueOrDefault(d), rewards.TryGetValue(d, out var reward) ? reward : null))
            .OrderBy(d => d.Reward ?? double.PositiveInfinity).ThenBy(d => d.Domain, StringComparer.Ordinal)];
    }
}
