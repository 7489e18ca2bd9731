using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>Bradley-Terry strengths of policies from all comparisons of any two of them, the strongest first.</summary>
public static class PolicyRanking
{
    /// <summary>Resamples whole questions, each with all verdicts on it, whoever was compared: two verdicts on a question are not independent.</summary>
    /// <param name="verdicts">A and B name the policies. A verdict that turned counts as a tie, a failed one not at all.</param>
    /// <param name="priorTies">Ties added to every pair that was compared, so that a policy which always wins has a finite strength.</param>
    /// <returns>Null where the comparisons do not connect all policies: nothing then says which of two unconnected ones is stronger.</returns>
    /// <exception cref="ArgumentException">No verdict tells anything.</exception>
    public static IReadOnlyList<RankedPolicy>? Of(
        IReadOnlyList<(string A, string B, Verdict Verdict)> verdicts, ulong seed = 0, double priorTies = 1, int draws = 1000, double confidence = 0.95)
    {
        var told = verdicts.Where(v => v.Verdict.Preference != Preference.Failed).ToArray();
        if (told.Length == 0) throw new ArgumentException("A ranking needs at least one verdict.", nameof(verdicts));
        string[] policies = [.. told.SelectMany(v => new[] { v.A, v.B }).Distinct().Order(StringComparer.Ordinal)];
        var index = policies.Index().ToDictionary(p => p.Item, p => p.Index);
        (int Winner, int Loser, double Share)[][] questions =
            [.. told.GroupBy(v => v.Verdict.QuestionId, StringComparer.Ordinal)
                .Select(g => g.SelectMany(v => Wins(index[v.A], index[v.B], v.Verdict)).ToArray())];

        var everything = Strengths(Enumerable.Range(0, questions.Length));
        if (everything is null) return null;
        double[][] drawn = [.. ClusterBootstrap.Draws(questions.Length, seed, draws).Select(Strengths).OfType<double[]>()];
        return [.. policies.Select((name, i) => new RankedPolicy(name, everything[i], Percentile.Middle(drawn.Select(d => d[i]), confidence)))
            .OrderByDescending(p => p.LogStrength)];

        double[]? Strengths(IEnumerable<int> draw)
        {
            var wins = policies.Select(_ => new double[policies.Length]).ToArray();
            foreach (var (a, b) in told.Select(v => (index[v.A], index[v.B])).Distinct())
                (wins[a][b], wins[b][a]) = (wins[a][b] + (priorTies / 2), wins[b][a] + (priorTies / 2));
            foreach (var question in draw)
                foreach (var (winner, loser, share) in questions[question]) wins[winner][loser] += share;
            return BradleyTerry.LogStrengths(wins);
        }
    }

    private static (int, int, double)[] Wins(int a, int b, Verdict verdict) => verdict.Preference switch
    {
        Preference.A => [(a, b, 1)],
        Preference.B => [(b, a, 1)],
        _ => [(a, b, 0.5), (b, a, 0.5)],
    };
}
