namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How the groups of questions deviate from their domains, one level after another, each on what the levels before left.</summary>
internal sealed class GroupEffects
{
    private const int Examples = 3;

    private readonly List<Dictionary<string, double>> _levels = [];
    private readonly List<GroupAnalysis> _groups = [];

    private GroupEffects() { }

    /// <summary>The lowest effect first.</summary>
    public IReadOnlyList<GroupAnalysis> Groups => _groups;

    /// <param name="deviations">mᵢ minus the mean of the question's domain.</param>
    public static GroupEffects Fit(IReadOnlyList<ProbedQuestion> questions, IReadOnlyList<double> deviations)
    {
        var effects = new GroupEffects();
        double[] left = [.. deviations];
        for (var level = 0; level < questions.Max(q => q.Features.Groups.Count); level++)
        {
            var groups = Enumerable.Range(0, left.Length).Where(i => questions[i].Features.GroupAt(level) is not null)
                .GroupBy(i => questions[i].Features.GroupAt(level)!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
            var shrunk = Shrunk([.. groups.Select(g => g.Select(i => left[i]).ToArray())]);
            effects._levels.Add(groups.Zip(shrunk).ToDictionary(p => p.First.Key, p => p.Second, StringComparer.Ordinal));
            foreach (var (group, effect) in groups.Zip(shrunk))
            {
                foreach (var i in group) left[i] -= effect;
                effects._groups.Add(new(group.Key, level, effect, [.. group.OrderBy(i => questions[i].Mean).Take(Examples).Select(i => questions[i].Text)]));
            }
        }
        effects._groups.Sort((a, b) => a.Effect.CompareTo(b.Effect));
        return effects;
    }

    /// <summary>Sum over the levels; a group that was not probed has none.</summary>
    public double Of(QuestionFeatures question) =>
        _levels.Select((effects, level) => question.GroupAt(level) is { } group ? effects.GetValueOrDefault(group) : 0).Sum();

    /// <summary>Means of the groups, shrunk to 0. A mean's squared error is the variance within all groups of the level over its count.</summary>
    private static double[] Shrunk(IReadOnlyList<double[]> groups)
    {
        if (groups.Count == 0) return [];
        double[] means = [.. groups.Select(g => g.Average())];
        var freedom = groups.Sum(g => g.Length) - groups.Count;
        // Where each group is a single question, all may be noise, and is taken for it.
        var variance = freedom > 0
            ? groups.Zip(means, (g, mean) => g.Sum(v => (v - mean) * (v - mean))).Sum() / freedom
            : means.Average(m => m * m);
        double[] errors = [.. groups.Select(g => variance / g.Length)];
        return EmpiricalBayesPrior.AroundZero(means, errors).Shrink(means, errors);
    }
}
