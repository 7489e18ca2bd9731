using AlwaysOnPolicy.Models.Randomness;

namespace AlwaysOnPolicy.Miniature;

public sealed record MiniatureQuestion(string Id, string Domain, string Question);

public sealed record MiniatureDemonstration(string Question, string Answer);

/// <summary>A drawn world: which domains are weak, which questions are held out, what the demonstrations say.</summary>
public sealed class MiniatureWorld
{
    private readonly MiniatureOptions _options;
    private readonly ulong _seed;
    private readonly Dictionary<Domain, QuestionForm[]> _training = [];

    private MiniatureWorld(MiniatureOptions options, ulong seed)
    {
        (_options, _seed) = (options, seed);
        var (probe, test, training, validation) = (new List<MiniatureQuestion>(), new List<MiniatureQuestion>(),
            new List<MiniatureDemonstration>(), new List<MiniatureDemonstration>());
        foreach (var (domain, quality, demonstrations) in Tiers())
        {
            var random = SeededRandom.For(seed, "miniature questions", domain.Name);
            var questions = Grammar.Enumerate(domain).ToArray();
            random.Shuffle(questions);
            var held = options.TestPerDomain + options.ProbePerDomain;
            test.AddRange(questions[..options.TestPerDomain].Select((q, i) => new MiniatureQuestion($"{domain.Name}-test-{i:00}", domain.Name, q.Text)));
            probe.AddRange(questions[options.TestPerDomain..held].Select((q, i) => new MiniatureQuestion($"{domain.Name}-probe-{i:00}", domain.Name, q.Text)));
            _training[domain] = questions[held..];
            training.AddRange(_training[domain][..demonstrations].Select(q => Demonstrate(q, quality, random)));
            validation.AddRange(_training[domain][demonstrations..(demonstrations + options.ValidationPerDomain)].Select(q => Demonstrate(q, quality, random)));
        }
        SeededRandom.For(seed, "miniature demonstrations").Shuffle(training);
        (Probe, Test, Demonstrations, ValidationDemonstrations) = (probe, test, training, validation);
        WeakDomains = Tiers().GroupBy(t => t.Quality).MinBy(g => g.Key)!.Select(t => t.Domain.Name).ToHashSet();
    }

    /// <summary>Held-out questions for probing.</summary>
    public IReadOnlyList<MiniatureQuestion> Probe { get; }

    /// <summary>Held-out questions for the comparison.</summary>
    public IReadOnlyList<MiniatureQuestion> Test { get; }

    public IReadOnlyList<MiniatureDemonstration> Demonstrations { get; }
    public IReadOnlyList<MiniatureDemonstration> ValidationDemonstrations { get; }

    /// <summary>The domains with the worst demonstrations.</summary>
    public IReadOnlySet<string> WeakDomains { get; }

    /// <summary>Questions that are in no held-out set, by domain.</summary>
    internal IReadOnlyDictionary<Domain, QuestionForm[]> TrainingQuestions => _training;

    /// <summary>Texts that nobody may train on.</summary>
    internal IEnumerable<string> HeldOutTexts => Probe.Concat(Test).Select(q => q.Question);

    /// <summary>Draws the world of a seed; equal options and seed give the same world.</summary>
    public static MiniatureWorld Create(MiniatureOptions options, ulong seed) => new(options, seed);

    /// <summary>The true score of an answer, 0 to 1.</summary>
    public static double Gold(string question, string answer, bool ended) => GoldScore.Of(question, answer, ended);

    /// <summary>The preference pairs of this world.</summary>
    /// <param name="sample">Lets the SFT policy answer, at temperature 1.</param>
    public (IReadOnlyList<MiniaturePair> Training, IReadOnlyList<MiniaturePair> HeldOut) PreferencePairs(
        Func<IReadOnlyList<(string Question, ulong Seed)>, IReadOnlyList<(string Text, bool Ended)>> sample) =>
        (PairMaker.Make(this, _options.Pairs, _options.SampledShare, Seeds.Derive(_seed, "miniature pairs"), sample),
            PairMaker.Make(this, _options.HeldOutPairs, _options.SampledShare, Seeds.Derive(_seed, "miniature held-out pairs"), sample));

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
