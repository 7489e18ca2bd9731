using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

internal static class EncodedAnswers
{
    /// <summary>The answer's tokens with end-of-text where it ended, cut to <paramref name="maxTokens"/>: what is cut has no end.</summary>
    public static int[] EncodeCut(this PromptFormat format, string answer, bool ended, int maxTokens)
    {
        var ids = format.EncodeAnswer(answer, ended);
        return ids.Length <= maxTokens ? ids : ids[..maxTokens];
    }

    /// <summary>The pairs whose answers still differ after the cut: nothing could tell the others apart, neither in training nor in a measurement.</summary>
    /// <param name="what">The pairs, for the note that counts the others: "held-out pairs".</param>
    /// <exception cref="DataException">There were pairs, and none is left.</exception>
    public static PreferenceExample[] Distinct(IReadOnlyList<PreferenceExample> pairs, string what, Action<string> note)
    {
        PreferenceExample[] kept = [.. pairs.Where(p => !p.Chosen.AsSpan().SequenceEqual(p.Rejected))];
        var same = $"{pairs.Count - kept.Length} of {pairs.Count} {what} are left out: their answers are the same once they are cut to the longest answer " +
            "that is read.";
        if (kept.Length == 0 && pairs.Count > 0) throw new DataException($"{same} Raise the largest number of answer tokens.");
        if (kept.Length < pairs.Count) note(same);
        return kept;
    }
}
