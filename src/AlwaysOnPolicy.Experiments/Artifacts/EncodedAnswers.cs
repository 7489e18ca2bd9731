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
}
