using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Thompson sampling over the domains on what PPO's own rollouts show, without a probe: where rewards move, and where answers to one prompt
/// differ.</summary>
/// <remarks>
/// 1. Each prompt of each iteration shows its progress δ and its spread s (<see cref="RolloutObservations"/>).
/// 2. Posteriors of both by domain, older iterations discounted (<see cref="DiscountedPosterior"/>).
/// 3. A draw takes δ̃_d and s̃_d from the posteriors and plays the domains with the largest λ·|δ̃_d| + max(s̃_d, 0).
/// 4. A domain's share is how often it is played in many draws; it is dealt evenly to its candidates, and a part of all is uniform.
/// Without a rollout to learn from, all candidates weigh alike.
/// The absolute progress, which also brings back what is being forgotten, and the sampling are those of teacher-student curriculum learning (Matiisen et al.
/// 2017); the spread stands for the mean absolute advantage of SEC (Chen et al. 2025) and DUMP (Wang et al. 2025); several plays a draw after Komiyama et al.
/// 2015; posteriors that fade to their prior as in MoPPS (Qu et al. 2025).
/// </remarks>
public sealed class BanditRule(IReadOnlyList<PromptRollout> rollouts, ulong seed, BanditOptions? options = null) : IWeightRule
{
    private readonly BanditOptions _options = options ?? new();

    /// <inheritdoc/>
    /// <exception cref="AuthorException">A rollout's reward is no finite number.</exception>
    public PromptWeights Weigh(IReadOnlyList<QuestionFeatures> candidates)
    {
        if (rollouts.FirstOrDefault(r => !double.IsFinite(r.Reward)) is { } broken)
            throw new AuthorException(
                $"A rollout of prompt '{broken.PromptId}' has a reward that is no finite number: look at PPO's curves, and lower the learning rate.");
        var observed = RolloutObservations.Of(rollouts, _options.HalfLife);
        var (progress, spread) = (new DiscountedPosterior(observed.Progress), new DiscountedPosterior(observed.Spread));
        string[] names = [.. candidates.Select(c => c.Domain).Distinct().Order(StringComparer.Ordinal)];
        var blind = observed.Progress.Count + observed.Spread.Count == 0;
        var played = blind ? [] : Plays(names, progress, spread);
        double[] shares = blind ? [.. candidates.Select(_ => 1.0)] : PromptWeights.ByDomain(candidates, d => played[d]);
        var probabilities = PromptWeights.Mix(shares, _options.UniformShare);
        var domains = PromptWeights.Shares(candidates, probabilities).Select(s => new DomainAnalysis(s.Key, s.Value,
            Spread: observed.Spread.Count > 0 ? spread.Of(s.Key).Mean : null, Progress: observed.Progress.Count > 0 ? progress.Of(s.Key).Mean : null));
        return new PromptWeights(probabilities, [.. domains], []);
    }

    /// <summary>How often each domain is among the best, over all draws.</summary>
    private Dictionary<string, int> Plays(string[] names, DiscountedPosterior progress, DiscountedPosterior spread)
    {
        var plays = Math.Max(1, (int)Math.Round(_options.PlayedShare * names.Length));
        var randoms = Array.ConvertAll(names, d => SeededRandom.For(seed, "thompson", d));
        var played = new int[names.Length];
        for (var draw = 0; draw < _options.Draws; draw++)
        {
            var values = names.Select((d, i) => _options.ProgressWeight * Math.Abs(Sample(progress.Of(d), randoms[i])) +
                Math.Max(Sample(spread.Of(d), randoms[i]), 0)).ToArray();
            // Alike values are put in a random order, or the first names would always win.
            var ties = Array.ConvertAll(randoms, r => r.NextUInt64());
            foreach (var i in Enumerable.Range(0, names.Length).OrderByDescending(i => values[i]).ThenBy(i => ties[i]).Take(plays)) played[i]++;
        }
        return names.Zip(played).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }

    private static double Sample((double Mean, double Variance) posterior, SeededRandom random) => posterior.Mean +
        Math.Sqrt(posterior.Variance) * random.NextGaussian();
}
