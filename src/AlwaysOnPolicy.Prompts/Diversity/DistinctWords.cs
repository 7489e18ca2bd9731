using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>Distinct-n (Li et al. 2016).</summary>
public static class DistinctWords
{
    /// <summary>Different runs of n words, over all runs of n words in the texts; words as <see cref="QuestionText.Words"/> has them.</summary>
    /// <param name="n">From 1.</param>
    /// <returns>0 to 1; NaN where no text has n words.</returns>
    public static double Share(IEnumerable<string> texts, int n)
    {
        var (different, all) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var words in texts.Select(t => QuestionText.Words(t).ToArray()))
            for (var i = 0; i + n <= words.Length; i++, all++) different.Add(string.Join(' ', words, i, n));
        return (double)different.Count / all;
    }
}
