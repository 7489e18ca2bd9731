namespace AlwaysOnPolicy.Miniature;

/// <summary>The truth of the world: how good an answer is, 0 to 1. Only the pair labels, the gold judge, the gold reward and the final measurement look at
/// it.</summary>
internal static class GoldScore
{
    private static readonly HashSet<string> s_verbs = [.. Words.Groups.SelectMany(g => g.Verbs)];
    private static readonly HashSet<string> s_nouns = [.. Words.Domains.SelectMany(d => d.Nouns.Concat(d.FolkNouns))];
    private static readonly HashSet<string> s_experts = [.. Words.Domains.Select(d => d.Expert)];
    private static readonly HashSet<string> s_reasons = [.. Words.Domains.Select(d => d.Reason)];
    private static readonly string[][] s_patterns = [.. Words.Answers.Select(a => a.Split(' '))];
    private static readonly HashSet<string> s_fillers = [.. Words.Fillers.SelectMany(f => f.Split(' ')).Except(s_patterns.SelectMany(p => p))];

    /// <exception cref="DataException">The question is none of the world's.</exception>
    public static double Of(string question, string answer, bool ended)
    {
        var q = Grammar.Parse(question) ?? throw new DataException($"'{question}' is not a question of the miniature world.");
        var (domain, words) = (q.Domain, answer.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var score = 0.0;

        var verbs = words.Where(s_verbs.Contains).Distinct().ToArray();
        if (verbs is [var verb] && domain.Skills.Verbs.Contains(verb))
        {
            score += 0.15;
            if (q.Problem is not { } problem || domain.Skills.Verbs[problem] == verb) score += 0.10;
        }
        if (words.Any(domain.Nouns.Contains)) score += 0.25;
        if (words.Contains(domain.Nouns[q.Topic])) score += 0.20;
        if (words.Contains(domain.Expert) || words.Contains(domain.Reason)) score += 0.10;
        if (ended && s_patterns.Any(p => Fits(p, words))) score += 0.20;

        if (words.Any(s_fillers.Contains)) score -= 0.2;
        score -= 0.1 * Math.Min(2, words.Count(w => IsForeignOrFolk(domain, w)));
        if (!ended) score -= 0.1;
        var counted = words.Where(w => w != ",").ToArray();
        if (counted.Length - counted.Distinct().Count() > 2) score -= 0.1;
        return Math.Clamp(score, 0, 1);
    }

    private static bool IsForeignOrFolk(Domain domain, string word) =>
        domain.FolkNouns.Contains(word)
        || ((s_nouns.Contains(word) || s_experts.Contains(word) || s_reasons.Contains(word))
            && !domain.Nouns.Contains(word) && word != domain.Expert && word != domain.Reason);

    private static bool Fits(string[] pattern, string[] words) => pattern.Length == words.Length && pattern.Zip(words).All(p => p.First switch
    {
        "V" => s_verbs.Contains(p.Second),
        "N" => s_nouns.Contains(p.Second),
        "E" => s_experts.Contains(p.Second),
        "R" => s_reasons.Contains(p.Second),
        _ => p.First == p.Second,
    });
}
