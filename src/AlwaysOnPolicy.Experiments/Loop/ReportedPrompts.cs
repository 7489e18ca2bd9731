using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The prompts of each iteration by domain, beside what the policy did badly before it and does after it.</summary>
internal static class ReportedPrompts
{
    /// <returns>The rows by domain, and what the rollouts of each rule earned.</returns>
    public static async Task<(IReadOnlyList<PromptDomainRow> Rows, IReadOnlyList<EarnedRow> Rules)> CollectAsync(
        ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var (rows, rules) = (new List<PromptDomainRow>(), new List<EarnedRow>());
        foreach (var arm in settings.Loop.Arms)
        {
            for (var iteration = 1; iteration <= settings.Loop.Iterations; iteration++)
            {
                var slice = experiment.Prompts[(arm.Name, iteration)];
                if (!run.Has(slice.Set) || !new[] { 0, iteration - 1, iteration }.All(i => run.Has(experiment.ProbeScores[(arm.Name, i)]))) continue;
                Question[] prompts = [.. (await run.ReadAsync(slice.Set, cancel)).Prompts.Skip(slice.Skip).Take(slice.Take)];
                var calls = (await run.ReadAsync(slice.Written, cancel)).Calls;
                var policy = experiment.Policies[(arm.Name, iteration)].Stage;
                var earned = run.Has(policy) ? PromptEarnings.Of(arm.Name, iteration, prompts, run.FolderOf(policy)) : [];
                rules.AddRange(earned.Where(e => e.By == PromptEarnings.Rule));
                var (before, after) = (await ProbeAsync(iteration - 1), await ProbeAsync(iteration));
                var seen = arm.When == PromptTiming.Once ? await ProbeAsync(0) : before;
                var shown = calls.SelectMany(c => c.Shown).Select(s => s.QuestionId).ToHashSet(StringComparer.Ordinal);
                var byDomain = earned.Where(e => e.By == PromptEarnings.Domain).ToDictionary(e => e.Name, e => e.Earned, StringComparer.Ordinal);
                rows.AddRange(Rows(arm.Name, iteration, prompts, before, after, [.. seen.Where(s => shown.Contains(s.QuestionId))])
                    .Select(r => r with { Earned = byDomain.GetValueOrDefault(r.Domain) }));

                async Task<IReadOnlyList<ScoredSample>> ProbeAsync(int of) => (await run.ReadAsync(experiment.ProbeScores[(arm.Name, of)], cancel)).Samples;
            }
        }
        return (rows, rules);
    }

    /// <summary>The domain with the lowest reward comes first.</summary>
    private static IEnumerable<PromptDomainRow> Rows(
        string arm, int iteration, IReadOnlyList<Question> prompts, IReadOnlyList<ScoredSample> before, IReadOnlyList<ScoredSample> after,
            IReadOnlyList<ScoredSample> seen)
    {
        var asked = prompts.ToLookup(p => p.Domain ?? "", StringComparer.Ordinal);
        var (old, next) = (before.ToLookup(s => s.Domain, StringComparer.Ordinal), after.ToLookup(s => s.Domain, StringComparer.Ordinal));
        var again = after.ToLookup(s => s.QuestionId, StringComparer.Ordinal);
        var weakest = seen.GroupBy(s => s.Domain, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MinBy(s => s.Reward)!, StringComparer.Ordinal);
        return asked.Select(g => g.Key).Union(old.Select(g => g.Key))
            .Select(domain => new PromptDomainRow(arm, iteration, domain, asked[domain].Count(), Mean(old[domain]), Mean(next[domain]),
                asked[domain].FirstOrDefault()?.Text,
                weakest.TryGetValue(domain, out var w)
                    ? new WeakAnswer(w.Question.Text, w.Answer, w.Reward, again[w.QuestionId].FirstOrDefault()?.Answer,
                        again[w.QuestionId].FirstOrDefault()?.Reward)
                    : null))
            .OrderBy(r => r.RewardBefore ?? double.PositiveInfinity).ThenBy(r => r.Domain, StringComparer.Ordinal);
    }

    private static double? Mean(IEnumerable<ScoredSample> samples) => samples.Select(s => (double?)s.Reward).Average();
}
