using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Randomness;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>The user's own model and data.</summary>
internal sealed class FilesSource(FilesSettings files) : IWorld
{
    public object DataIdentity => new
    {
        files.Demonstrations,
        files.Probe,
        files.Pool,
        files.Preferences,
        Hashes = new[]
        {
            Fingerprint.OfFile(files.Demonstrations.File, "files.demonstrations.file"),
            Fingerprint.OfFile(files.Probe.File, "files.probe.file"),
            Fingerprint.OfFile(files.Preferences.File, "files.preferences.file"),
        }.Concat(files.Pool.Select((f, i) => Fingerprint.OfFile(f.File, $"files.pool[{i}].file"))).ToArray(),
    };

    public object BaseModelIdentity => new { files.BaseModel, Hash = Fingerprint.OfFolder(files.BaseModel, "files.base_model") };

    public string PrepareBaseModel(string folder, ulong seed) => Path.GetFullPath(files.BaseModel);

    public PreferenceSets PreparePreferences(DataSets data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer) =>
        data.Preferences;

    public DataSets PrepareData(ulong seed)
    {
        var notes = new List<string>();
        var (training, validation) = ReadDemonstrations(seed);
        var (probe, smallDomains) = ReadProbe(seed, notes);
        var pool = ReadPool(smallDomains, notes);
        var (preferences, test) = ReadPreferences(seed, notes);

        Splits.RequireDisjoint("the test prompts", test.Select(q => q.Text), "the probe questions", probe.Select(q => q.Text));
        pool = WithoutHeldOut(pool, probe.Concat(test), notes);
        return new DataSets
        {
            Probe = probe,
            Test = test,
            Pool = pool,
            Demonstrations = training,
            ValidationDemonstrations = validation,
            Preferences = preferences,
            Notes = notes,
        };
    }

    private (List<Demonstration> Training, List<Demonstration> Validation) ReadDemonstrations(ulong seed)
    {
        var settings = files.Demonstrations;
        var rows = Shuffled(DollyReader.Read(settings.File), seed, "demonstrations").Select(r => new Demonstration(r.Question, r.Answer)).ToList();
        if (settings.Limit > 0) rows = [.. rows.Take(settings.Limit)];
        if (rows.Count <= settings.Validation)
            throw new DataException($"'{settings.File}' gives {rows.Count} demonstrations, and files.demonstrations.validation keeps {settings.Validation} " +
                "of them apart: none is left to train on. Lower it, or raise the limit.");
        return ([.. rows.Skip(settings.Validation)], [.. rows.Take(settings.Validation)]);
    }

    /// <summary>The posts of the large domains are probed; those of the small ones go to the pool.</summary>
    private (List<Question> Probe, List<Question> SmallDomains) ReadProbe(ulong seed, List<string> notes)
    {
        var settings = files.Probe;
        var domains = Shuffled(ShpReader.ReadQuestions(settings.File), seed, "probe").GroupBy(q => q.Domain!).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var (large, small) = (domains.Where(g => g.Count() >= settings.MinPostsPerDomain).ToArray(),
            domains.Where(g => g.Count() < settings.MinPostsPerDomain).ToArray());
        if (large.Length < 2)
            throw new DataException($"'{settings.File}' has {large.Length} domains of at least {settings.MinPostsPerDomain} posts " +
                "(files.probe.min_posts_per_domain); comparing domains needs two or more.");
        notes.Add($"Probe: {string.Join(", ", large.Select(g => $"{g.Key} {g.Count()}"))}.");
        if (small.Length > 0)
            notes.Add($"Too small to probe, so in the pool: {string.Join(", ", small.Select(g => $"{g.Key} {g.Count()}"))}.");
        var most = settings.MaxPostsPerDomain > 0 ? settings.MaxPostsPerDomain : int.MaxValue;
        return ([.. large.SelectMany(g => g.Take(most)).Select(ToQuestion)], [.. small.SelectMany(g => g).Select(ToQuestion)]);
    }

    private List<Question> ReadPool(List<Question> smallDomains, List<string> notes)
    {
        var pool = new List<Question>(smallDomains);
        foreach (var file in files.Pool)
        {
            var rows = file.Format switch
            {
                QuestionFormat.Shp => ShpReader.ReadQuestions(file.File),
                QuestionFormat.SelfInstruct => SelfInstructReader.Read(file.File),
                QuestionFormat.MtBench => MtBenchReader.Read(file.File),
                _ => JsonLinesReader.ReadQuestions(file.File),
            };
            pool.AddRange(rows.Select(ToQuestion));
        }
        notes.Add($"Pool: {pool.Count} questions.");
        return pool;
    }

    /// <summary>Rows go to the reward model or to the test by their question, so that no prompt is in both.</summary>
    private (PreferenceSets Pairs, List<Question> Test) ReadPreferences(ulong seed, List<string> notes)
    {
        var settings = files.Preferences;
        var byQuestion = HhReader.Read(settings.File, settings.SingleTurnOnly).GroupBy(p => Splits.Normalise(p.Question)).Select(g => g.ToArray()).ToList();
        SeededRandom.For(seed, "preferences").Shuffle(byQuestion);
        var forReward = (int)(byQuestion.Count * settings.RewardShare);

        var pairs = byQuestion.Take(forReward).SelectMany(g => g)
            .Select(p => new PreferencePair(p.Question, p.Chosen, true, p.Rejected, true)).ToArray();
        if (pairs.Length <= settings.HeldOutPairs)
            throw new DataException($"The reward model's share of '{settings.File}' is {pairs.Length} pairs, and files.preferences.held_out_pairs keeps " +
                $"{settings.HeldOutPairs} apart: none is left to train on.");
        var training = pairs.Skip(settings.HeldOutPairs);
        if (settings.TrainingPairs > 0) training = training.Take(settings.TrainingPairs);

        var test = byQuestion.Skip(forReward).Select(g => g[0]).Select(p => new Question(p.Id, p.Domain, p.Question)).ToList();
        if (settings.TestPrompts > 0) test = [.. test.Take(settings.TestPrompts)];
        Splits.RequireDisjoint("the test prompts", test.Select(q => q.Text), "the reward model's prompts", pairs.Select(p => p.Question));

        var sets = new PreferenceSets([.. training], [.. pairs.Take(settings.HeldOutPairs)]);
        notes.Add($"Preferences: {sets.Training.Count} pairs to train on, {sets.HeldOut.Count} held out; {test.Count} test prompts, none of them among the pairs.");
        return (sets, test);
    }

    private static List<Question> WithoutHeldOut(List<Question> pool, IEnumerable<Question> heldOut, List<string> notes)
    {
        var seen = heldOut.Select(q => Splits.Normalise(q.Text)).ToHashSet();
        var kept = pool.Where(q => seen.Add(Splits.Normalise(q.Text))).ToList();
        if (kept.Count < pool.Count) notes.Add($"{pool.Count - kept.Count} questions left the pool: held out elsewhere, or there twice.");
        return kept;
    }

    private static List<T> Shuffled<T>(IEnumerable<T> rows, ulong seed, string purpose)
    {
        var list = rows.ToList();
        SeededRandom.For(seed, purpose).Shuffle(list);
        return list;
    }

    private static Question ToQuestion(QuestionRow row) => new(row.Id, row.Domain, row.Text);
}
