namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Advantages from several answers to one prompt.</summary>
internal static class GroupAdvantages
{
    private const double Epsilon = 1e-4;   // TRL's GRPOTrainer

    /// <summary>Each return less the mean of the others of its group.</summary>
    /// <param name="groups">Which rollouts answer the same prompt.</param>
    /// <exception cref="ArgumentException">A group has one member.</exception>
    /// <remarks>Ahmadian et al. 2024, "Back to Basics", section 3.3.</remarks>
    public static double[] LeaveOneOut(IReadOnlyList<double> returns, IReadOnlyList<int> groups) =>
        Within(returns, groups, (own, all) => own - ((all.Sum() - own) / (all.Count - 1)));

    /// <summary>Each score less its group's mean, over the group's unbiased deviation.</summary>
    /// <exception cref="ArgumentException">A group has one member.</exception>
    /// <remarks>Shao et al. 2024, "DeepSeekMath", section 4.1.2. A group of equal scores gets 0.</remarks>
    public static double[] Standardised(IReadOnlyList<double> scores, IReadOnlyList<int> groups) =>
        Within(scores, groups, (own, all) =>
        {
            var mean = all.Average();
            var deviation = Math.Sqrt(all.Sum(s => (s - mean) * (s - mean)) / (all.Count - 1));
            return (own - mean) / (deviation + Epsilon);
        });

    private static double[] Within(IReadOnlyList<double> values, IReadOnlyList<int> groups, Func<double, IReadOnlyList<double>, double> estimate)
    {
        var members = values.Zip(groups).GroupBy(p => p.Second, p => p.First).ToDictionary(g => g.Key, g => (IReadOnlyList<double>)[.. g]);
        if (members.Values.Any(m => m.Count < 2))
            throw new ArgumentException("A prompt has one answer; this estimator compares answers to the same prompt and needs two or more.", nameof(groups));
        return [.. values.Zip(groups, (value, group) => estimate(value, members[group]))];
    }
}
