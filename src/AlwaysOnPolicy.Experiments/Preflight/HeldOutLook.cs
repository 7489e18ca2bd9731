using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether there are pairs enough to tell a reward model from chance.</summary>
internal static class HeldOutLook
{
    private const int Enough = 30;

    /// <param name="pairs">Held-out pairs; 0 is for others to complain of.</param>
    /// <param name="setting">What says how many they are.</param>
    public static void Look(Findings findings, int pairs, string setting)
    {
        if (pairs is 0 or >= Enough) return;
        var right = (int)Math.Round(0.7 * pairs);
        var interval = Wilson.Interval(right, pairs);
        findings.Warn(string.Create(CultureInfo.InvariantCulture, $"{pairs} held-out pairs ({setting}) measure the reward model; {Enough} or more are " +
            $"better: were it right on {right} of them, the 95 % interval would be {100 * interval.Low:0} to {100 * interval.High:0} %, and chance is 50 %."));
    }
}
