using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The prompts of each iteration by domain, beside what the policy did badly before it and does after it.</summary>
internal static class ReportedPrompts
{
    public static async Task<IReadOnlyList<PromptDomainRow>> CollectAsync(
        ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var rows = new List<PromptDomainRow>();
        foreach (var arm in settings.Loop.Arms)
        {
            for (var iteration = 1; iteration <= settings.Loop.Iterations; iteration++)
            {
                var (stage, skip, take) = experiment.Prompts[(arm.Name, iteration)];
                if (!run.Has(stage) || !new[] { 0, iteration - 1, iteration }.All(i => run.Has(experiment.ProbeScores[(arm.Name, i)]))) continue;
                var set = await run.ReadAsync(stage, cancel);
                var (before, after) = (await ProbeAsync(iteration - 1), await ProbeAsync(iteration));
                var seen = arm.When == PromptTiming.Once ? await ProbeAsync(0) : before;
                var shown = set.Calls.SelectMany(c => c.Shown).ToHashSet(StringComparer.Ordinal);
                rows.AddRange(Rows(arm.Name, iteration, [.. set.Prompts.Skip(skip).Take(take)], before, after,
                    [.. seen.Where(s => shown.Contains(s.QuestionId))]));

                async Task<IReadOnlyList<ScoredSample>> ProbeAsync(int of) => (await run.ReadAsync(experiment.ProbeScores[(arm.Name, of)], cancel)).Samples;
            }
        }
        return rows;
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
