using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Cuts the user's rows into what is held out and what is trained on. What is held out is settled first; whatever asks it leaves the rest.</summary>
internal sealed class FilesSplit(DataFilesSettings files, ContaminationSettings contamination, ulong seed)
{
    private const string Questions = "questions", Demonstrations = "demonstrations", Pairs = "preference pairs";
    private readonly List<string> _notes = [], _doubts = [];
    private readonly RowUses _uses = new();

    /// <param name="probe">Each with a domain.</param>
    /// <param name="test">Null takes the test prompts from <paramref name="pairs"/>.</param>
    /// <param name="pairs">Null where nothing needs any.</param>
    /// <exception cref="DataException">Nothing is left of a set.</exception>
    public FilesSets Make(DataSet<DemonstrationRow> demonstrations, DataSet<QuestionRow> probe, DataSet<QuestionRow>? fewShot, DataSet<QuestionRow>? test,
        DataSet<PairRow>? pairs, IReadOnlyList<DataSet<QuestionRow>> pool)
    {
        var (probed, small) = SplitProbe(Rows(probe, Questions));
        var ownTest = Drawn(test, files.Test, "test");
        var examples = fewShot is null ? [] : FewShot(fewShot, probed, ownTest);
        var (held, training, tested) = SplitPairs(pairs, probed, examples, test is null ? null : ownTest);
        // Pairs may have brought the test prompts: examples must not be among them.
        examples = LeaveOut(Apart((HeldOutNames.Test, tested), (HeldOutNames.Pairs, held)), HeldOutNames.FewShot, examples);

        var apart = Apart((HeldOutNames.Probe, probed), (HeldOutNames.FewShot, examples), (HeldOutNames.Test, tested), (HeldOutNames.Pairs, held));
        var shown = SplitDemonstrations(LeaveOut(apart, Demonstrations, Rows(demonstrations, Demonstrations)));
        var chosen = Pool(LeaveOut(apart, "questions for the pool", [.. small, .. pool.SelectMany(p => Rows(p, Questions))]));
        _notes.Add($"{training.Count} preference pairs to train on, {held.Count} held out; {tested.Count} test prompts, each another question, none of them " +
            $"among the pairs.");
        foreach (var used in new IReadOnlyList<IDataRow>[] { shown.Training, shown.Validation, probed, examples, held, training, ownTest }) _uses.Use(used);
        return new FilesSets(shown.Training, shown.Validation, probed, examples, chosen, training, held, tested, _notes)
        {
            Doubts = _doubts,
            Uses = _uses.All(),
        };
    }

    private HeldOutRows Apart(params IReadOnlyList<(string Set, IReadOnlyList<IDataRow> Rows)> sets) => new(contamination, sets);

    private IReadOnlyList<T> LeaveOut<T>(HeldOutRows apart, string what, IReadOnlyList<T> rows)
        where T : IDataRow => apart.LeaveOut(what, rows, _notes, (row, match) => _uses.Leave(row, $"ask what is held out ({match.Set})", RemedyFor(match)));

    /// <summary>What lets more rows through.</summary>
    private Remedy RemedyFor(HeldOutMatch match) => new("Hold fewer questions out: lower", match.Set switch
    {
        HeldOutNames.Probe => "files.probe.max_posts_per_domain",
        HeldOutNames.FewShot => "files.few_shot.limit",
        HeldOutNames.Test when files.Test is not null => "files.test.limit",
        HeldOutNames.Test => "files.preferences.test_prompts",
        _ => "files.preferences.held_out_pairs",
    });

    private IReadOnlyList<T> Rows<T>(DataSet<T> set, string what)
        where T : IDataRow
    {
        _notes.AddRange(set.Notes);
        _doubts.AddRange(set.Doubts);
        return _uses.Read(set, what);
    }

    private IReadOnlyList<QuestionRow> Drawn(DataSet<QuestionRow>? set, QuestionSettings? settings, string purpose)
    {
        if (set is null) return [];
        var rows = Rows(set, Questions).ToList();
        SeededRandom.For(seed, purpose).Shuffle(rows);
        return [.. rows.Take(settings!.Limit ?? int.MaxValue)];
    }

    private IReadOnlyList<QuestionRow> FewShot(DataSet<QuestionRow> set, IReadOnlyList<QuestionRow> probe, IReadOnlyList<QuestionRow> test)
    {
        var apart = LeaveOut(Apart((HeldOutNames.Probe, probe), (HeldOutNames.Test, test)), HeldOutNames.FewShot, _uses.Read(set, Questions));
        if (apart.Count == 0) throw new DataException($"'{files.FewShot!.Data.Path}' (files.few_shot) asks nothing but what the probe or the test asks: give " +
            "other questions.");
        return Drawn(set with { Rows = apart }, files.FewShot, "few-shot");
    }

    private (IReadOnlyList<DemonstrationRow> Training, IReadOnlyList<DemonstrationRow> Validation) SplitDemonstrations(IReadOnlyList<DemonstrationRow> rows)
    {
        var parts = Splits.Make(rows, [new("validation", files.Demonstrations.Validation), new("training", null)], Seeds.Derive(seed, "demonstrations"),
            _notes);
        if (parts[1].Count == 0)
            throw new DataException($"All {rows.Count} demonstrations are kept for validation (files.demonstrations.validation): none is left to train on.");
        return ([.. parts[1].Take(files.Demonstrations.Limit ?? int.MaxValue)], parts[0]);
    }

    /// <summary>The posts of the large domains are probed; those of the small ones go to the pool.</summary>
    private (List<QuestionRow> Probe, List<QuestionRow> Small) SplitProbe(IReadOnlyList<QuestionRow> rows)
    {
        var shuffled = rows.ToList();
        SeededRandom.For(seed, "probe").Shuffle(shuffled);
        var domains = shuffled.GroupBy(q => q.Domain!).OrderBy(g => g.Key, StringComparer.Ordinal).ToLookup(g => g.Count() >= files.Probe.MinPostsPerDomain);
        if (domains[true].Count() < 2)
            throw new DataException($"'{files.Probe.Data.Path}' has {domains[true].Count()} domains of at least {files.Probe.MinPostsPerDomain} posts " +
                "(files.probe.min_posts_per_domain); comparing domains needs two or more.");
        string Names(bool large) => string.Join(", ", domains[large].Select(g => $"{g.Key} {g.Count()}"));
        _notes.Add($"Probed domains: {Names(true)}." + (domains[false].Any() ? $" Too small to probe, so in the pool: {Names(false)}." : ""));
        return ([.. domains[true].SelectMany(g => g.Take(files.Probe.MaxPostsPerDomain ?? int.MaxValue))], [.. domains[false].SelectMany(g => g)]);
    }

    /// <summary>Pairs that ask what is held out elsewhere are used for nothing: not even to hold out, since their other pairs are trained on.</summary>
    private (IReadOnlyList<PairRow> HeldOut, IReadOnlyList<PairRow> Training, IReadOnlyList<QuestionRow> Test) SplitPairs(
        DataSet<PairRow>? pairs, IReadOnlyList<QuestionRow> probe, IReadOnlyList<QuestionRow> fewShot, IReadOnlyList<QuestionRow>? ownTest)
    {
        if (pairs is null) return ([], [], ownTest!);
        var settings = files.Preferences!;
        var rows = LeaveOut(Apart((HeldOutNames.Probe, probe), (HeldOutNames.FewShot, fewShot), (HeldOutNames.Test, ownTest ?? [])), Pairs,
            Rows(pairs, Pairs));
        var halves = ownTest is null
            ? Splits.Make(rows, [new("reward model", (int)(rows.Count * settings.RewardShare)), new("test", null)], Seeds.Derive(seed, "preferences"), _notes)
            : [rows, []];
        IReadOnlyList<QuestionRow> test = ownTest ??
        [
            .. halves[1].DistinctBy(r => QuestionText.Key(r.Question)).DistinctBy(r => r.PostId ?? r.Id)
                .Select(r => new QuestionRow(new Question(r.Id, r.Domain, r.Question, r.Origin), r.PostId)).Take(settings.TestPrompts ?? int.MaxValue),
        ];
        var parts = Splits.Make(halves[0], [new(HeldOutNames.Pairs, settings.HeldOutPairs), new("training pairs", null)], Seeds.Derive(seed, "pairs"), _notes);
        var training = LeaveOut(Apart((HeldOutNames.Pairs, parts[0]), (HeldOutNames.Test, test)), "training pairs", parts[1]);
        var tested = test.Select(q => QuestionText.Key(q.Text)).ToHashSet(StringComparer.Ordinal);
        _uses.Use(halves[1].Where(r => tested.Contains(QuestionText.Key(r.Question))));
        return (parts[0], [.. training.Take(settings.TrainingPairs ?? int.MaxValue)], test);
    }

    /// <summary>Each question once; ids are made unique.</summary>
    private List<QuestionRow> Pool(IReadOnlyList<QuestionRow> rows)
    {
        QuestionRow[] once = [.. rows.DistinctBy(q => QuestionText.Key(q.Text))];
        _uses.Use(once);
        foreach (var twice in rows.Except(once, ReferenceEqualityComparer.Instance).Cast<QuestionRow>())
            _uses.Leave(twice, "are taken from another file that has them too", null);
        List<QuestionRow> kept = [.. once.Select((q, i) => q with { Question = q.Question with { Id = $"pool-{i}" } })];
        _notes.Add($"Pool: {kept.Count} questions" + (kept.Count < rows.Count ? $"; {rows.Count - kept.Count} left out that were there twice." : "."));
        return kept;
    }
}
