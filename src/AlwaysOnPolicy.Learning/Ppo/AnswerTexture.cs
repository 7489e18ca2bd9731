namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What a batch of answers looks like, whatever it scored.</summary>
internal static class AnswerTexture
{
    /// <summary>Share of the token pairs of an answer that stood in it before, mean over the answers; 0 where an answer has no pair.</summary>
    public static double Repetition(IReadOnlyList<int[]> answers) => answers.Average(a =>
    {
        var pairs = a.Zip(a.Skip(1)).ToArray();
        return pairs.Length == 0 ? 0 : 1 - ((double)pairs.Distinct().Count() / pairs.Length);
    });

    /// <summary>Different answers, as a share of all.</summary>
    public static double DistinctShare(IReadOnlyList<int[]> answers) =>
        (double)answers.Select(a => string.Join(' ', a)).Distinct(StringComparer.Ordinal).Count() / answers.Count;
}
