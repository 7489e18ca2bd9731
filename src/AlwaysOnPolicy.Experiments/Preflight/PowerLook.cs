using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Which difference of two arms the test prompts can show.</summary>
internal static class PowerLook
{
    private const double Level = 0.05, Wanted = 0.05;

    /// <param name="prompts">Test prompts that are judged; 0 is for others to complain of.</param>
    /// <param name="comparisons">Of pairs of arms that the report will make.</param>
    public static void Look(Findings findings, int prompts, int comparisons)
    {
        if (prompts == 0 || comparisons == 0) return;
        string Points(double level) => (100 * WinRatePower.Difference(prompts, level: level)).ToString("0.0", CultureInfo.InvariantCulture);
        findings.Say($"Power: {prompts} test prompts see a difference of {Points(Level)} points of win rate between two arms with a chance of 80 %" +
            (comparisons == 1 ? "" : $", and at worst of {Points(Level / comparisons)} after Holm's correction for {comparisons} comparisons") +
            $"; to see {100 * Wanted:0} points takes {WinRatePower.Prompts(Wanted)}. Ties lower these figures.");
    }
}
