using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The first answers of the SFT policy and of every arm's last policy side by side, once all are there.</summary>
internal sealed class ReportedAnswers
{
    private readonly ExperimentSettings _settings;
    private readonly IReadOnlyList<Column> _columns;
    private readonly int[] _first = [], _differ = [];

    /// <param name="Gold">Empty outside the miniature world; likewise without rewards.</param>
    private sealed record Column(string Name, IReadOnlyList<AnsweredQuestion> Answers, IReadOnlyList<AnswerGold> Gold, IReadOnlyList<ScoredSample> Rewards)
    {
        public SampleAnswer At(int i) => new(Name, Answers[i].Answer, Gold.Count > 0 ? Gold[i].Gold : null)
        {
            Reward = Rewards.Count > 0 ? Rewards[i].Reward : null,
        };
    }

    private ReportedAnswers(ExperimentSettings settings, IReadOnlyList<Column> columns)
    {
        (_settings, _columns) = (settings, columns);
        if (columns.Count == 0) return;
        _first = [.. Enumerable.Range(0, columns[0].Answers.Count).Where(i => columns[0].Answers[i].Sample == 0)];
        // Where all policies say the same there is nothing to compare.
        _differ = [.. _first.Where(i => columns.Select(c => c.Answers[i].Answer).Distinct().Count() > 1)];
    }

    public static async Task<ReportedAnswers> ReadAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var columns = new List<Column>();
        foreach (var (arm, iteration, name) in ReportedPoints.Of(settings).Where(p => p.Iteration == 0 || p.Iteration == settings.Loop.Iterations))
        {
            var key = (arm, iteration);
            if (!run.Has(experiment.TestAnswers[key])) return new(settings, []);
            columns.Add(new(name, (await run.ReadAsync(experiment.TestAnswers[key], cancel)).Answers,
                experiment.Gold.TryGetValue(key, out var gold) && run.Has(gold) ? (await run.ReadAsync(gold, cancel)).Scores : [],
                run.Has(experiment.TestScores[key]) ? (await run.ReadAsync(experiment.TestScores[key], cancel)).Samples : []));
        }
        return new(settings, columns);
    }

    /// <summary>Some questions drawn by lot, and the sentence that says so.</summary>
    public (IReadOnlyList<SampleRow> Rows, string? Note) Drawn()
    {
        int[] drawn = [.. _differ];
        SeededRandom.For(_settings.Seed, "shown answers").Shuffle(drawn);
        IReadOnlyList<SampleRow> rows =
        [
            .. drawn.Take(_settings.Evaluation.SampleAnswers).Select(i => new SampleRow(_columns[0].Answers[i].Question.Domain,
                _columns[0].Answers[i].Question.Text, [.. _columns.Select(c => c.At(i))])),
        ];
        return (rows, rows.Count == 0 ? null : $"Drawn by lot among the {_differ.Length} of {_first.Length} test questions on which they differ.");
    }

    /// <summary>The questions on which judge and reward model disagree most, then those whose rewards lie farthest apart.</summary>
    public IReadOnlyList<AnsweredRow> Disagreements(ILookup<string, AnsweredVerdict> verdicts) =>
    [
        .. _differ.Select(i => new AnsweredRow(_columns[0].Answers[i].Question.Domain, _columns[0].Answers[i].Question.Text,
                [.. _columns.Select(c => c.At(i))], [.. verdicts[_columns[0].Answers[i].Question.Id]]))
            .OrderByDescending(r => r.AgainstReward).ThenByDescending(r => r.RewardSpread ?? 0)
            .Take(_settings.Evaluation.SearchedAnswers),
    ];
}
