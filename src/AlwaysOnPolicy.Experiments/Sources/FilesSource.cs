using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The user's own model and data.</summary>
internal sealed class FilesSource : IExperimentSource
{
    private readonly DataFilesSettings _files;
    private readonly ContaminationSettings _contamination;
    private readonly DataInput _demonstrations, _probe;
    private readonly DataInput? _preferences, _test, _fewShot;
    private readonly DataInput[] _pool;
    private readonly InputFiles _baseModel;
    private readonly Lazy<DataSet<QuestionRow>> _probeRows;

    /// <exception cref="DataException">A file that the settings name is not there.</exception>
    /// <exception cref="CheckpointException">The model is not there.</exception>
    public FilesSource(DataFilesSettings files, ContaminationSettings contamination)
    {
        (_files, _contamination) = (files, contamination);
        _demonstrations = Input(files.Demonstrations.Data, DataUse.Demonstrations, "files.demonstrations.data");
        _probe = Input(files.Probe.Data, DataUse.Questions, "files.probe.data");
        _preferences = files.Preferences is { } pairs ? Input(pairs.Data, DataUse.Pairs, "files.preferences.data") : null;
        _test = files.Test is { } test ? Input(test.Data, DataUse.Questions, "files.test.data") : null;
        _fewShot = files.FewShot is { } fewShot ? Input(fewShot.Data, DataUse.Questions, "files.few_shot.data") : null;
        _pool = [.. files.Pool.Select((source, i) => Input(source, DataUse.Questions, $"files.pool[{i}]"))];
        _baseModel = ModelPlace.Of(files.BaseModel, "files.base_model");
        _probeRows = new(() => DataSets.ReadQuestions(_probe));

        static DataInput Input(DataSource source, DataUse use, string setting) => DataInput.Of(source.For(use), setting);
    }

    public object DataIdentity => new
    {
        Demonstrations = _demonstrations,
        Probe = _probe,
        Preferences = _preferences,
        Test = _test,
        FewShot = _fewShot,
        Pool = _pool,
        DemonstrationSizes = new { _files.Demonstrations.Limit, _files.Demonstrations.Validation },
        ProbeSizes = new { _files.Probe.MinPostsPerDomain, _files.Probe.MaxPostsPerDomain },
        ProbeDomains = FoundDomains.AreNeeded(_probeRows.Value.Rows) ? new { _files.Probe.Clusters, Encoder = Encoder() } : null,
        PreferenceSizes = _files.Preferences is { } p ? new { p.RewardShare, p.TrainingPairs, p.HeldOutPairs, p.TestPrompts } : null,
        TestLimit = _files.Test?.Limit,
        FewShotLimit = _files.FewShot?.Limit,
        Contamination = new { _contamination.SameWording, _contamination.NgramWords, _contamination.ContainedWords },
    };

    public object? PreferenceIdentity => null;
    public object ReferenceIdentity => _probe;
    public InputFiles? GivenBaseModel => _baseModel;
    public object BaseModelIdentity => throw new NotSupportedException("The base model is the user's own.");

    public void WriteBaseModel(string folder, ulong seed) => throw new NotSupportedException("The base model is the user's own.");

    public PreferenceSets PreparePreferences(ExperimentData data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer) =>
        throw new NotSupportedException("The pairs are read with the data.");

    public IReadOnlyList<ReferenceAnswer> References(ExperimentData data, ulong seed) => ReferenceAnswers.Read(_probe, data.Probe);

    public ExperimentData PrepareData(ulong seed)
    {
        var sets = Read(seed);
        sets.Check();
        return new ExperimentData
        {
            Probe = [.. sets.Probe.Select(q => q.Question)],
            FewShot = [.. sets.FewShot.Select(q => q.Question)],
            Test = [.. sets.Test.Select(q => q.Question)],
            Pool = [.. sets.Pool.Select(q => q.Question)],
            Demonstrations = [.. sets.Demonstrations.Select(ToDemonstration)],
            ValidationDemonstrations = [.. sets.Validation.Select(ToDemonstration)],
            Preferences = new PreferenceSets([.. sets.Training.Select(ToPair)], [.. sets.HeldOut.Select(ToPair)]),
            HeldOutPairQuestions = [.. sets.HeldOut.Select(p => p.Question).Distinct()],
            Splits = [.. sets.Named().Select(s => new SplitRecord(s.Name, [.. s.Rows.Select(r => r.Id)]))],
            Notes = sets.Notes,
        };
    }

    /// <summary>Reads and splits the data as a run would, and looks at what comes out.</summary>
    public DataCheck Check(ulong seed)
    {
        var sets = Read(seed);
        return DataCheck.Of(sets.Named(), sets.Notes, FilesSets.IsFatal);
    }

    /// <summary>The rows as a run has them.</summary>
    public FilesSets Read(ulong seed) => new FilesSplit(_files, _contamination, seed).Make(
        DataSets.ReadDemonstrations(_demonstrations), Probe(seed), Questions(_fewShot), Questions(_test),
        _preferences is null ? null : DataSets.ReadPairs(_preferences), [.. _pool.Select(DataSets.ReadQuestions)]);

    /// <summary>Each with a domain.</summary>
    private DataSet<QuestionRow> Probe(ulong seed)
    {
        var probe = _probeRows.Value;
        return FoundDomains.AreNeeded(probe.Rows) ? probe with
        {
            Rows = FoundDomains.Label(
            probe.Rows, Encoder().CheckedPath(), _files.Probe.Clusters, seed)
        } : probe;
    }

    private InputFiles Encoder() => _files.Encoder is { } folder
        ? ModelPlace.EncoderOf(folder)
        : throw new DataException(
            $"'{_probe.Source.Path}' (files.probe.data) has questions without a domain: name their column (files.probe.data.columns.domain), " +
            $"or give a sentence encoder (files.encoder), which finds domains by likeness: a folder, or {SentenceEncoders.Words}.");

    private static DataSet<QuestionRow>? Questions(DataInput? input) => input is null ? null : DataSets.ReadQuestions(input);

    private static Demonstration ToDemonstration(DemonstrationRow row) => new(row.Question, row.Answer);

    private static PreferencePair ToPair(PairRow row) => new(row.Question, row.Chosen, row.Rejected, Margin: row.Margin);
}
