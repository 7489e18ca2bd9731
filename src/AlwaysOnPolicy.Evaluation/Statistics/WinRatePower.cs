using MathNet.Numerics.Distributions;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>How many prompts a difference of two win rates needs in order to show, and which difference a number of prompts can show.</summary>
/// <remarks>The z test of a mean: n = (z₁₋α⸝₂ + z_power)² · v / d², v = w + l − d² the variance of one record's outcome (+1, −1, 0), where w and l are the
/// shares of wins and losses and d = w − l (Connor 1987, for paired proportions, with one variance under both hypotheses).</remarks>
public static class WinRatePower
{
    /// <summary>Before a run: prompts that show a difference with this chance.</summary>
    /// <param name="difference">d, A's win rate minus B's, not 0, in [−1, 1]: 0.05 are 5 points.</param>
    /// <param name="decided">w + l, the share of records that are no tie, from |d| to 1. 1 is the safe assumption.</param>
    /// <param name="level">Of the two-sided test; divide it by the number of comparisons for what Holm's correction asks at worst.</param>
    /// <param name="power">The chance to see a difference that is there, in (0, 1).</param>
    public static int Prompts(double difference, double decided = 1, double level = 0.05, double power = 0.8)
    {
        if (difference is 0 or not (>= -1 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(difference), difference, "A difference lies in [-1, 1] and is not 0.");
        if (!(decided >= Math.Abs(difference) && decided <= 1))
            throw new ArgumentOutOfRangeException(nameof(decided), decided, "The share of decided records lies from the difference to 1.");
        var variance = Math.Max(0, decided - (difference * difference));
        return Math.Max(1, (int)Math.Ceiling(Square(Factor(level, power)) * variance / Square(difference)));
    }

    /// <summary>After a run: the smallest difference that so many prompts show with this chance.</summary>
    /// <param name="prompts">Independent questions, from 1.</param>
    /// <param name="decided">As measured: wins and losses over all records, in [0, 1].</param>
    /// <returns>In [0, 1]; the share that is decided where even that could not show.</returns>
    public static double Difference(int prompts, double decided = 1, double level = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        if (decided is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(decided), decided, "A share lies in [0, 1].");
        var squared = Square(Factor(level, power));
        return Math.Min(decided, Math.Sqrt(squared * decided / (prompts + squared)));   // n d² = z² (decided − d²), solved for d
    }

    private static double Factor(double level, double power)
    {
        if (level is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies in (0, 1).");
        if (power is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(power), power, "A power lies in (0, 1).");
        return Normal.InvCDF(0, 1, 1 - (level / 2)) + Normal.InvCDF(0, 1, power);
    }

    private static double Square(double x) => x * x;
}
