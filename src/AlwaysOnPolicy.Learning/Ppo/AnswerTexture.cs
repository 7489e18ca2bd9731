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

    /// <summary>Share of the runs of four tokens in a batch's answers that stand in them, or in one of them, more than once: 1 less the distinct ones' share
    /// (distinct-4 of Li et al. 2016). 0 where no answer has four tokens.</summary>
    public static double RepeatedShare(IReadOnlyList<int[]> answers)
    {
        (int, int, int, int)[] runs = [.. answers.SelectMany(
            a => Enumerable.Range(0, Math.Max(0, a.Length - 3)).Select(i => (a[i], a[i + 1], a[i + 2], a[i + 3])))];
        return runs.Length == 0 ? 0 : 1 - ((double)runs.Distinct().Count() / runs.Length);
    }

    /// <summary>Different answers, as a share of all.</summary>
    public static double DistinctShare(IReadOnlyList<int[]> answers) =>
        (double)answers.Select(a => string.Join(' ', a)).Distinct(StringComparer.Ordinal).Count() / answers.Count;
}
