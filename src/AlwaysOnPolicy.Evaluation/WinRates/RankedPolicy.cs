using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>A policy's place.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="LogStrength">In log-odds; the policies' mean is 0.</param>
/// <param name="Interval">Of it, bootstrapped by question.</param>
public sealed record RankedPolicy(string Policy, double LogStrength, Interval Interval)
{
    /// <summary>In Elo's unit: 1000 is the policies' mean, 400 more win ten times of eleven.</summary>
    public double Elo => EloOf(LogStrength);

    /// <summary>A strength in Elo's unit.</summary>
    public static double EloOf(double logStrength) => 1000 + (400 / Math.Log(10) * logStrength);
}
