namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Weighs a question by how far its kind falls short of what people's best answers score, times what PPO can learn from it.</summary>
/// <remarks>
/// For domain d with n probe questions of mean rewards mᵢ, and a candidate x of it:
/// 1. y_d = mean of mᵢ, s_d² = var(mᵢ)/n.
/// 2. g_d = T_d − y_d, shrunk towards the mean over the domains (<see cref="EmpiricalBayesPrior"/>).
/// 3. Level by level of the groups: c = mean over a group's probe questions of what is left of mᵢ − y_d, shrunk towards 0.
/// 4. gap(x) = g_d − the sum of x's c, at least .05.
/// 5. u_d = mean within-question standard deviation of rewards, shrunk like g_d, at least .05.
/// 6. w(x) = gap(x)^power · u_d; a part of the draw is uniform over the candidates.
/// A domain that was never probed counts as an average one.
/// </remarks>
public sealed class ShortfallRule : IWeightRule
{
    private readonly ShortfallOptions _options;
    private readonly Dictionary<string, DomainAnalysis> _domains;
    private readonly GroupEffects _effects;
    private readonly double _usualGap, _usualSpread;

    /// <summary>The rule after a probe.</summary>
    /// <param name="targets">T_d of <see cref="ReferenceTargets"/>; a domain without one takes the mean of the others.</param>
    /// <exception cref="AuthorException">No domain has a target.</exception>
    public ShortfallRule(ProbeSignal signal, IReadOnlyDictionary<string, double> targets, ShortfallOptions? options = null)
    {
        if (targets.Count == 0) throw new AuthorException("No domain has a target reward: score people's answers to the held-out questions first.");
        _options = options ?? ShortfallOptions.Full;
        var domains = signal.Questions.GroupBy(q => q.Features.Domain, StringComparer.Ordinal).ToArray();
        SampleMean[] rewards = [.. domains.Select(g => SampleMean.Of([.. g.Select(q => q.Mean)]))];
        var usualTarget = targets.Values.Average();
        double[] target = [.. domains.Select(g => targets.TryGetValue(g.Key, out var t) ? t : usualTarget)];
        var gaps = Shrunk([.. target.Zip(rewards, (t, r) => t - r.Mean)], SampleMean.SquaredErrors(rewards));
        var spreads = Spreads(domains);

        _domains = domains.Select((g, i) => new DomainAnalysis(g.Key, 0, rewards[i].Mean, target[i], gaps[i], spreads.GetValueOrDefault(g.Key)))
            .ToDictionary(d => d.Domain, StringComparer.Ordinal);
        (_usualGap, _usualSpread) = (gaps.Average(), spreads.Values.DefaultIfEmpty(1).Average()!.Value);
        _effects = GroupEffects.Fit(signal.Questions, [.. signal.Questions.Select(q => q.Mean - _domains[q.Features.Domain].MeanReward!.Value)]);
    }

    /// <inheritdoc/>
    public PromptWeights Weigh(IReadOnlyList<QuestionFeatures> candidates)
    {
        var probabilities = PromptWeights.Mix([.. candidates.Select(Weight)], _options.UniformShare);
        var domains = PromptWeights.Shares(candidates, probabilities)
            .Select(s => _domains.TryGetValue(s.Key, out var known) ? known with { Share = s.Value } : new DomainAnalysis(s.Key, s.Value));
        return new PromptWeights(probabilities, [.. domains], _effects.Groups);
    }

    private double Weight(QuestionFeatures question)
    {
        var domain = _domains.GetValueOrDefault(question.Domain);
        var gap = Math.Max((domain?.Shortfall ?? _usualGap) - _effects.Of(question), _options.LeastGap);
        var spread = _options.TimesSpread ? Math.Max(domain?.Spread ?? _usualSpread, _options.LeastSpread) : 1;
        return Math.Pow(gap, _options.Power) * spread;
    }

    /// <summary>u_d of the domains that have one: with a single answer to each question there is none, and all weigh alike.</summary>
    private static Dictionary<string, double?> Spreads(IEnumerable<IGrouping<string, ProbedQuestion>> domains)
    {
        var measured = domains.Select(g => (g.Key, Spreads: g.Where(q => q.Spread is not null).Select(q => q.Spread!.Value).ToArray()))
            .Where(d => d.Spreads.Length > 0).ToArray();
        if (measured.Length == 0) return [];
        SampleMean[] means = [.. measured.Select(d => SampleMean.Of(d.Spreads))];
        return measured.Zip(Shrunk([.. means.Select(m => m.Mean)], SampleMean.SquaredErrors(means)))
            .ToDictionary(p => p.First.Key, double? (p) => p.Second, StringComparer.Ordinal);
    }

    private static double[] Shrunk(double[] values, double[] squaredErrors) =>
        EmpiricalBayesPrior.AroundMean(values, squaredErrors).Shrink(values, squaredErrors);
}
