namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What one prompt showed in one iteration.</summary>
/// <param name="Weight">.5^(age/half-life); the age of the newest iteration is 0.</param>
internal readonly record struct Observation(string Domain, double Weight, double Value);

/// <summary>Learning progress and spread out of PPO's rollouts.</summary>
/// <param name="Progress">δ: a prompt's mean reward in its last pass minus that in its first; of prompts that were passed over twice or more.</param>
/// <param name="Spread">s: sample standard deviation of a prompt's rewards after the means of its domain's passes are taken off (they hold the progress),
/// times √(P/(P − 1)) for P prompts that each mean is taken of; of prompts with two rollouts or more, in domains with two prompts or more.</param>
internal sealed record RolloutObservations(IReadOnlyList<Observation> Progress, IReadOnlyList<Observation> Spread)
{
    public static RolloutObservations Of(IReadOnlyList<PromptRollout> rollouts, double halfLife)
    {
        List<Observation> progress = [], spread = [];
        if (rollouts.Count == 0) return new(progress, spread);
        var newest = rollouts.Max(r => r.Iteration);
        foreach (var group in rollouts.GroupBy(r => (r.Iteration, r.Domain)).OrderBy(g => g.Key.Iteration).ThenBy(g => g.Key.Domain, StringComparer.Ordinal))
        {
            var weight = Math.Pow(0.5, (newest - group.Key.Iteration) / halfLife);
            var passMeans = group.GroupBy(r => r.Pass).ToDictionary(p => p.Key, p => p.Average(r => r.Reward));
            var prompts = group.GroupBy(r => r.PromptId, StringComparer.Ordinal).OrderBy(p => p.Key, StringComparer.Ordinal).ToArray();
            foreach (var prompt in prompts)
            {
                var passes = prompt.GroupBy(r => r.Pass).OrderBy(p => p.Key).Select(p => p.Average(r => r.Reward)).ToArray();
                if (passes.Length > 1) progress.Add(new(group.Key.Domain, weight, passes[^1] - passes[0]));
                double[] deviations = [.. prompt.Select(r => r.Reward - passMeans[r.Pass])];
                if (prompts.Length > 1 && SampleMean.Of(deviations).Variance is { } variance)
                    spread.Add(new(group.Key.Domain, weight, Math.Sqrt(variance * prompts.Length / (prompts.Length - 1))));
            }
        }
        return new(progress, spread);
    }
}
