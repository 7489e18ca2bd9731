using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>A question, in the places of the word lists that it is made of.</summary>
/// <param name="Problem">Null for the two cores that name none.</param>
internal sealed record QuestionForm(Domain Domain, int Opener, int Core, int Topic, int? Problem)
{
    public string Text
    {
        get
        {
            var core = Words.Cores[Core].Split(' ').Select(w => w switch
            {
                "T" => Domain.Topics[Topic],
                "P" => Domain.Skills.Problems[Problem!.Value],
                _ => w,
            });
            string[] opener = Words.Openers[Opener].Length == 0 ? [] : [Words.Openers[Opener]];
            string[] first = Domain.Name == Grammar.ExplainDomain ? ["eli5"] : [];
            return string.Join(' ', [.. first, .. opener, .. core]);
        }
    }
}

/// <summary>All questions of the world, and the answers that people give.</summary>
internal static class Grammar
{
    public const string ExplainDomain = "explainlikeimfive";
    public const int CoresWithProblem = 6;
    public const int QuestionsPerDomain = 520;

    private static readonly Dictionary<string, QuestionForm> s_byText = Words.Domains.SelectMany(Enumerate).ToDictionary(q => q.Text);

    /// <summary>The questions of all domains with their texts.</summary>
    public static IEnumerable<(string Text, QuestionForm Form)> All => s_byText.Select(q => (q.Key, q.Value));

    /// <summary>The 520 questions of a domain.</summary>
    public static IEnumerable<QuestionForm> Enumerate(Domain domain) =>
        from core in Enumerable.Range(0, Words.Cores.Length)
        from topic in Enumerable.Range(0, domain.Topics.Length)
        from problem in core < CoresWithProblem ? Enumerable.Range(0, domain.Skills.Problems.Length).Cast<int?>() : [null]
        from opener in Enumerable.Range(0, Words.Openers.Length)
        select new QuestionForm(domain, opener, core, topic, problem);

    /// <summary>How many of a domain's questions have a core.</summary>
    public static int QuestionsOf(Domain domain, int core) =>
        Words.Openers.Length * domain.Topics.Length * (core < CoresWithProblem ? domain.Skills.Problems.Length : 1);

    /// <summary>Finds a question's form from its text; null for a text that is none of the world's questions.</summary>
    public static QuestionForm? Parse(string text) => s_byText.GetValueOrDefault(text);

    /// <summary>Draws opener, topic and problem uniformly for a domain and a core.</summary>
    public static QuestionForm Draw(Domain domain, int core, SeededRandom random) => new(domain, random.Next(Words.Openers.Length), core,
        random.Next(domain.Topics.Length), core < CoresWithProblem ? random.Next(domain.Skills.Problems.Length) : null);

    /// <summary>The right verb and noun in one of the patterns.</summary>
    public static string RightAnswer(QuestionForm q, SeededRandom random) =>
        Fill(q.Domain, random.Pick(Words.Answers), RightVerb(q, random), q.Domain.Nouns[q.Topic]);

    /// <summary>Advice that many give: a folk noun (85 %) or another topic's, and in a quarter of the cases another verb of the group.</summary>
    public static string FolkAnswer(QuestionForm q, SeededRandom random)
    {
        var noun = random.NextDouble() < 0.85
            ? random.Pick(q.Domain.FolkNouns)
            : random.Pick([.. q.Domain.Nouns.Where((_, i) => i != q.Topic)]);
        var verb = RightVerb(q, random);
        if (random.NextDouble() < 0.25) verb = random.Pick([.. q.Domain.Skills.Verbs.Where(v => v != verb)]);
        return Fill(q.Domain, random.Pick(Words.Answers), verb, noun);
    }

    private static string RightVerb(QuestionForm q, SeededRandom random) =>
        q.Problem is { } problem ? q.Domain.Skills.Verbs[problem] : random.Pick(q.Domain.Skills.Verbs);

    private static string Fill(Domain domain, string pattern, string verb, string noun) => string.Join(' ', pattern.Split(' ').Select(w => w switch
    {
        "V" => verb,
        "N" => noun,
        "E" => domain.Expert,
        "R" => domain.Reason,
        _ => w,
    }));
}
