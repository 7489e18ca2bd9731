using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.Settings;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Randomness;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>The user's own model and data.</summary>
internal sealed class FilesSource : IWorld
{
    private readonly FilesSettings _files;
    private readonly DataInput _demonstrations, _probe, _preferences;
    private readonly DataInput[] _pool;
    private readonly InputFiles _baseModel;

    /// <exception cref="DataException">A file that the settings name is not there.</exception>
    /// <exception cref="CheckpointException">The model is not there.</exception>
    public FilesSource(FilesSettings files)
    {
        _files = files;
        _demonstrations = DataInput.Of(files.Demonstrations.Data, "files.demonstrations.data");
        _probe = DataInput.Of(files.Probe.Data, "files.probe.data");
        _preferences = DataInput.Of(files.Preferences.Data, "files.preferences.data");
        _pool = [.. files.Pool.Select((source, i) => DataInput.Of(source, $"files.pool[{i}]"))];
        _baseModel = ModelPlace.Of(files.BaseModel, "files.base_model");
    }

    public object DataIdentity => new
    {
        Demonstrations = _demonstrations,
        Probe = _probe,
        Preferences = _preferences,
        Pool = _pool,
        DemonstrationSizes = new { _files.Demonstrations.Limit, _files.Demonstrations.Validation },
        ProbeSizes = new { _files.Probe.MinPostsPerDomain, _files.Probe.MaxPostsPerDomain },
        PreferenceSizes = new
        {
            _files.Preferences.RewardShare,
            _files.Preferences.TrainingPairs,
            _files.Preferences.HeldOutPairs,
            _files.Preferences.TestPrompts,
        },
    };

    public object BaseModelIdentity => _baseModel;

    public string PrepareBaseModel(string folder, ulong seed) => _baseModel.Path;

    public PreferenceSets PreparePreferences(ExperimentData data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer) =>
        data.Preferences;

    public ExperimentData PrepareData(ulong seed)
    {
        var sets = Read(seed);
        Splits.RequireDisjoint(("the probe questions", sets.Probe), ("the held-out pairs", sets.HeldOut), ("the training pairs", sets.Training), ("the test prompts", sets.Test));
        return new ExperimentData
        {
            Probe = [.. sets.Probe.Select(ToQuestion)],
            Test = [.. sets.Test.Select(p => new Question(p.Id, p.Domain, p.Question))],
            Pool = [.. sets.Pool.Select(ToQuestion)],
            Demonstrations = [.. sets.Demonstrations.Select(ToDemonstration)],
            ValidationDemonstrations = [.. sets.Validation.Select(ToDemonstration)],
            Preferences = new PreferenceSets([.. sets.Training.Select(ToPair)], [.. sets.HeldOut.Select(ToPair)]),
            Splits = [.. sets.Named().Select(s => new SplitRecord(s.Name, [.. s.Rows.Select(r => r.Id)]))],
            Notes = sets.Notes,
        };
    }

    /// <summary>Reads and splits the data as a run would, and looks at what comes out.</summary>
    public DataCheck Check(ulong seed)
    {
        var sets = Read(seed);
        return DataCheck.Of(sets.Named(), sets.Notes);
    }

    private FilesSets Read(ulong seed)
    {
        var notes = new List<string>();
        IReadOnlyList<T> Rows<T>(DataSet<T> set)
        {
            notes.AddRange(set.Notes);
            return set.Rows;
        }

        var demonstrations = SplitDemonstrations(Rows(DataSets.ReadDemonstrations(_demonstrations)), seed);
        var (probe, small) = SplitProbe(Rows(DataSets.ReadQuestions(_probe)), seed, notes);
        var (held, training, test) = SplitPreferences(Rows(DataSets.ReadPairs(_preferences)), seed);
        var pool = Pool([.. small, .. _pool.SelectMany(p => Rows(DataSets.ReadQuestions(p)))], [.. probe, .. test], notes);
        notes.Add($"{training.Count} preference pairs to train on, {held.Count} held out; {test.Count} test prompts, none of them among the pairs.");
        return new FilesSets(demonstrations.Training, demonstrations.Validation, probe, pool, training, held, test, notes);
    }

    private (IReadOnlyList<DemonstrationRow> Training, IReadOnlyList<DemonstrationRow> Validation) SplitDemonstrations(
        IReadOnlyList<DemonstrationRow> rows, ulong seed)
    {
        var parts = Splits.Make(rows, [new("validation", _files.Demonstrations.Validation), new("training", null)], Seeds.Derive(seed, "demonstrations"));
        if (parts[1].Count == 0)
            throw new DataException($"All {rows.Count} demonstrations are kept for validation (files.demonstrations.validation): none is left to train on.");
        return ([.. parts[1].Take(_files.Demonstrations.Limit ?? int.MaxValue)], parts[0]);
    }

    /// <summary>The posts of the large domains are probed; those of the small ones go to the pool.</summary>
    private (List<QuestionRow> Probe, List<QuestionRow> Small) SplitProbe(IReadOnlyList<QuestionRow> rows, ulong seed, List<string> notes)
    {
        var shuffled = rows.ToList();
        SeededRandom.For(seed, "probe").Shuffle(shuffled);
        var domains = shuffled.GroupBy(q => q.Domain ?? "").OrderBy(g => g.Key, StringComparer.Ordinal).ToLookup(g => g.Count() >= _files.Probe.MinPostsPerDomain);
        if (domains[true].Count() < 2)
            throw new DataException($"'{_files.Probe.Data.Path}' has {domains[true].Count()} domains of at least {_files.Probe.MinPostsPerDomain} posts " +
                "(files.probe.min_posts_per_domain); comparing domains needs two or more.");
        string Names(bool large) => string.Join(", ", domains[large].Select(g => $"{g.Key} {g.Count()}"));
        notes.Add($"Probed domains: {Names(true)}." + (domains[false].Any() ? $" Too small to probe, so in the pool: {Names(false)}." : ""));
        return ([.. domains[true].SelectMany(g => g.Take(_files.Probe.MaxPostsPerDomain ?? int.MaxValue))], [.. domains[false].SelectMany(g => g)]);
    }

    private (IReadOnlyList<PairRow> HeldOut, IReadOnlyList<PairRow> Training, IReadOnlyList<PairRow> Test) SplitPreferences(IReadOnlyList<PairRow> rows, ulong seed)
    {
        var settings = _files.Preferences;
        var halves = Splits.Make(rows, [new("reward model", (int)(rows.Count * settings.RewardShare)), new("test", null)], Seeds.Derive(seed, "preferences"));
        var pairs = Splits.Make(halves[0], [new("held-out pairs", settings.HeldOutPairs), new("training pairs", settings.TrainingPairs)], Seeds.Derive(seed, "pairs"));
        return (pairs[0], pairs[1], [.. halves[1].Take(settings.TestPrompts ?? int.MaxValue)]);
    }

    /// <summary>What is held out elsewhere leaves the pool; ids are made unique.</summary>
    private static List<QuestionRow> Pool(IReadOnlyList<QuestionRow> rows, IReadOnlyList<IDataRow> heldOut, List<string> notes)
    {
        var seen = heldOut.Select(q => QuestionText.Normalize(q.Question)).ToHashSet();
        var kept = rows.Where(q => seen.Add(QuestionText.Normalize(q.Text))).Select((q, i) => q with { Id = $"pool-{i}" }).ToList();
        notes.Add($"Pool: {kept.Count} questions" + (kept.Count < rows.Count ? $"; {rows.Count - kept.Count} left out, held out elsewhere or there twice." : "."));
        return kept;
    }

    private static Demonstration ToDemonstration(DemonstrationRow row) => new(row.Question, row.Answer);

    private static Question ToQuestion(QuestionRow row) => new(row.Id, row.Domain, row.Text);

    private static PreferencePair ToPair(PairRow row) => new(row.Question, row.Chosen, true, row.Rejected, true, row.Margin);
}
