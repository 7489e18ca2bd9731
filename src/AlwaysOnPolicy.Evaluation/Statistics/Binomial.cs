using MathNet.Numerics;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Exact tests on counts, without an approximation by the normal distribution.</summary>
public static class Binomial
{
    // Outcomes as likely as the observed one must count although their computed probability differs in the last digits.
    private const double Slack = 1 + 1e-7;

    /// <summary>Two-sided p: the probability of all outcomes that are no likelier than <paramref name="successes"/> of <paramref name="trials"/>.</summary>
    /// <param name="probability">Of success under the hypothesis, in (0, 1).</param>
    public static double TwoSidedP(int successes, int trials, double probability = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var observed = Mass(successes, trials, probability) * Slack;
        var sum = 0.0;
        for (var k = 0; k <= trials; k++)
        {
            var mass = Mass(k, trials, probability);
            if (mass <= observed) sum += mass;
        }

        return Math.Min(1, sum);
    }

    /// <summary>Exact sign test: are wins and losses equally likely? Ties carry no information on that and stay outside.</summary>
    /// <returns>Two-sided p; 1 when there is neither a win nor a loss.</returns>
    public static double SignTestP(int wins, int losses) => TwoSidedP(wins, wins + losses);

    private static double Mass(int k, int n, double p) =>
        Math.Exp(SpecialFunctions.BinomialLn(n, k) + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p)));
}
