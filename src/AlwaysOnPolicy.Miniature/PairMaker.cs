using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>Makes noisy preference pairs: people's answers, alike in every domain, mixed with the SFT policy's own.</summary>
internal static class PairMaker
{
    private const double SmallestGap = 0.05;
    private const double Noise = 0.2;   // a person prefers the better answer with probability sigmoid(gap / noise)

    public static IReadOnlyList<MiniaturePair> Make(IReadOnlyDictionary<Domain, QuestionForm[]> source, int count, double sampledShare, ulong seed,
        Func<IReadOnlyList<(string Question, ulong Seed)>, IReadOnlyList<(string Text, bool Ended)>> sample)
    {
        var random = new SeededRandom(seed);
        var questions = Enumerable.Range(0, count).Select(_ => random.Pick(source[random.Pick(Words.Domains)])).ToArray();
        var answers = new (string Text, bool Ended)?[2 * count];
        for (var i = 0; i < answers.Length; i++)
            if (random.NextDouble() >= sampledShare) answers[i] = (Person(questions[i / 2], random), true);

        var open = Enumerable.Range(0, answers.Length).Where(i => answers[i] is null).ToArray();
        var sampled = sample([.. open.Select(i => (questions[i / 2].Text, Seeds.Derive(seed, "sample", i)))]);
        foreach (var (i, answer) in open.Zip(sampled)) answers[i] = answer;

        var pairs = new List<MiniaturePair>();
        for (var i = 0; i < count; i++)
        {
            var question = questions[i].Text;
            var (a, b) = (answers[2 * i]!.Value, answers[(2 * i) + 1]!.Value);
            var gap = GoldScore.Of(question, a.Text, a.Ended) - GoldScore.Of(question, b.Text, b.Ended);
            if (Math.Abs(gap) < SmallestGap) continue;
            var prefersA = random.NextDouble() < 1 / (1 + Math.Exp(-gap / Noise));
            var (chosen, rejected) = prefersA ? (a, b) : (b, a);
            pairs.Add(new MiniaturePair(question, chosen.Text, chosen.Ended, rejected.Text, rejected.Ended));
        }
        return pairs;
    }

    /// <summary>What some person answers: right, folk advice, filler, to another question, or damaged.</summary>
    public static string Person(QuestionForm q, SeededRandom random) => random.PickWeighted([0.40, 0.30, 0.15, 0.09, 0.06]) switch
    {
        0 => Grammar.RightAnswer(q, random),
        1 => Grammar.FolkAnswer(q, random),
        2 => random.Pick(Words.Fillers),
        3 => Grammar.RightAnswer(AnotherQuestion(q, random), random),
        _ => Damage(Grammar.RightAnswer(q, random), random),
    };

    /// <summary>The same core and opener with topic and problem redrawn, in the same domain or in any, half each.</summary>
    private static QuestionForm AnotherQuestion(QuestionForm q, SeededRandom random)
    {
        var domain = random.NextDouble() < 0.5 ? q.Domain : random.Pick(Words.Domains);
        return Grammar.Draw(domain, q.Core, random) with { Opener = q.Opener };
    }

    private static string Damage(string answer, SeededRandom random)
    {
        var words = answer.Split(' ').ToList();
        switch (random.PickWeighted([0.4, 0.3, 0.3]))
        {
            case 0:
                words.RemoveAt(random.Next(words.Count));
                return string.Join(' ', words);
            case 1:
                return string.Join(' ', words.Take(1 + random.Next(words.Count - 1)));
            default:
                return $"{answer} {answer}";
        }
    }
}
