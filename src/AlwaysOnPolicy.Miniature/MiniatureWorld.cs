using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>A drawn world: which domains are weak, which questions are held out, what the demonstrations say.</summary>
public sealed class MiniatureWorld
{
    /// <summary>Questions of a domain that held-out pairs ask and nothing else does.</summary>
    internal const int PairQuestionsPerDomain = 40;

    /// <summary>Its questions' origin; the place is that in the domain's drawn order, from 0.</summary>
    private const string Source = "miniature";

    private readonly MiniatureOptions _options;
    private readonly ulong _seed;
    private readonly Dictionary<Domain, QuestionForm[]> _training = [], _heldOutPairs = [];

    private MiniatureWorld(MiniatureOptions options, ulong seed)
    {
        (_options, _seed) = (options, seed);
        var (probe, test, training, validation) = (new List<Question>(), new List<Question>(),
            new List<MiniatureDemonstration>(), new List<MiniatureDemonstration>());
        foreach (var (domain, quality, demonstrations) in Tiers())
        {
            var random = SeededRandom.For(seed, "miniature questions", domain.Name);
            var questions = Grammar.Enumerate(domain).ToArray();
            random.Shuffle(questions);
            var held = options.TestPerDomain + options.ProbePerDomain;
            test.AddRange(questions[..options.TestPerDomain].Select((q, i) =>
                new Question($"{domain.Name}-test-{i:00}", domain.Name, q.Text, new QuestionOrigin(Source, i))));
            probe.AddRange(questions[options.TestPerDomain..held].Select(
                (q, i) => new Question($"{domain.Name}-probe-{i:00}", domain.Name, q.Text, new QuestionOrigin(Source, options.TestPerDomain + i))));
            _training[domain] = questions[held..^PairQuestionsPerDomain];
            _heldOutPairs[domain] = questions[^PairQuestionsPerDomain..];
            training.AddRange(_training[domain][..demonstrations].Select(q => Demonstrate(q, quality, random)));
            validation.AddRange(_training[domain][demonstrations..(demonstrations + options.ValidationPerDomain)].Select(q => Demonstrate(q, quality, random)));
        }
        SeededRandom.For(seed, "miniature demonstrations").Shuffle(training);
        (Probe, Test, Demonstrations, ValidationDemonstrations) = (probe, test, training, validation);
        WeakDomains = Tiers().GroupBy(t => t.Quality).MinBy(g => g.Key)!.Select(t => t.Domain.Name).ToHashSet();
    }

    /// <summary>Held-out questions for probing.</summary>
    public IReadOnlyList<Question> Probe { get; }

    /// <summary>Held-out questions for the comparison.</summary>
    public IReadOnlyList<Question> Test { get; }

    /// <summary>What the SFT policy learns from.</summary>
    public IReadOnlyList<MiniatureDemonstration> Demonstrations { get; }

    /// <summary>Demonstrations kept for the validation loss.</summary>
    public IReadOnlyList<MiniatureDemonstration> ValidationDemonstrations { get; }

    /// <summary>The domains with the worst demonstrations.</summary>
    public IReadOnlySet<string> WeakDomains { get; }

    /// <summary>How many test questions a world has.</summary>
    public static int TestQuestions(MiniatureOptions options) => options.TestPerDomain * Words.Domains.Length;

    /// <summary>Questions that held-out pairs are made of, in an order without meaning.</summary>
    public IEnumerable<string> HeldOutPairQuestions => _heldOutPairs.Values.SelectMany(q => q).Select(q => q.Text);

    /// <summary>Texts that nobody may train on: probe, test and held-out pairs.</summary>
    internal IEnumerable<string> HeldOutTexts => Probe.Concat(Test).Select(q => q.Text).Concat(HeldOutPairQuestions);

    /// <summary>How many questions a world of these options has that are not held out.</summary>
    public static int TrainingQuestionCount(MiniatureOptions options) =>
        Words.Domains.Sum(d => Grammar.Enumerate(d).Count() - options.TestPerDomain - options.ProbePerDomain - PairQuestionsPerDomain);

    /// <summary>Draws the world of a seed; equal options and seed give the same world.</summary>
    public static MiniatureWorld Create(MiniatureOptions options, ulong seed) => new(options, seed);

    /// <summary>The true score of an answer, 0 to 1.</summary>
    public static double Gold(string question, string answer, bool ended) => GoldScore.Of(question, answer, ended);

    /// <summary>The preference pairs of this world; those held out ask other questions than those to train on.</summary>
    /// <param name="sample">Lets the SFT policy answer, at temperature 1.</param>
    public (IReadOnlyList<MiniaturePair> Training, IReadOnlyList<MiniaturePair> HeldOut) PreferencePairs(
        Func<IReadOnlyList<(string Question, ulong Seed)>, IReadOnlyList<(string Text, bool Ended)>> sample) =>
        (PairMaker.Make(_training, _options.Pairs, _options.SampledShare, Seeds.Derive(_seed, "miniature pairs"), sample),
            PairMaker.Make(_heldOutPairs, _options.HeldOutPairs, _options.SampledShare, Seeds.Derive(_seed, "miniature held-out pairs"), sample));

    /// <summary>Answers of people, as noisy as those in the preference pairs, to every probe question.</summary>
    public IReadOnlyList<(Question Question, string Answer)> References(int perQuestion = 2)
    {
        return [.. Probe.SelectMany(Answers)];

        IEnumerable<(Question Question, string Answer)> Answers(Question q)
        {
            var random = SeededRandom.For(_seed, "miniature references", q.Id);
            return Enumerable.Range(0, perQuestion).Select(_ => (q, PairMaker.Person(Grammar.Parse(q.Text)!, random)));
        }
    }

    /// <summary>Domains with the share of right demonstrations and their number; both are laid out together and then dealt to random domains.</summary>
    private IEnumerable<(Domain Domain, double Quality, int Demonstrations)> Tiers()
    {
        double[] qualities = _options.Layout == WeaknessLayout.Spread
            ? [.. Enumerable.Repeat(0.15, 5), .. Enumerable.Repeat(0.45, 4), .. Enumerable.Repeat(0.95, 9)]
            : [.. Enumerable.Repeat(0.15, 3), .. Enumerable.Repeat(0.95, 15)];
        var order = SeededRandom.For(_seed, "miniature tiers").Permutation(Words.Domains.Length);
        return order.Select((domain, place) => (Words.Domains[domain], qualities[place], _options.DemonstrationsPerDomain * (1 + (place % 2))));
    }

    private static MiniatureDemonstration Demonstrate(QuestionForm q, double quality, SeededRandom random) => new(q.Text,
        random.NextDouble() < quality ? Grammar.RightAnswer(q, random)
        : random.NextDouble() < 0.9 ? Grammar.FolkAnswer(q, random)
        : random.Pick(Words.Fillers));
}
