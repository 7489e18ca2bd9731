using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Reports;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.Stages;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Gathers a report from the artifacts of a finished run.</summary>
internal sealed class RunReport
{
    private const string Sft = "sft";
    private readonly ExperimentPlan _experiment;
    private readonly ExperimentSettings _settings;
    private readonly RunFolder _run;
    private readonly HashSet<string> _weak;

    private RunReport(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, IEnumerable<string> weak) =>
        (_experiment, _settings, _run, _weak) = (experiment, settings, run, [.. weak]);

    public static async Task<ReportData> CollectAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var data = await run.ReadAsync(experiment.Data, cancel);
        var report = new RunReport(experiment, settings, run, data.WeakDomains);
        var (comparisons, weakest) = await report.ComparisonsAsync(cancel);
        var reward = await run.ReadAsync(experiment.Reward, cancel);
        var keys = experiment.Plan.Nodes.ToDictionary(n => n.Key);
        var stages = run.FinishedStages().Where(s => keys.ContainsKey(s.Key)).ToArray();
        return new ReportData
        {
            Title = settings.Name,
            Facts = report.Facts(stages.Sum(s => s.Seconds)),
            Comparisons = comparisons,
            Weakest = weakest,
            Arms = await report.ArmsAsync(cancel),
            SftValidationLoss = [.. report.Metrics<FineTune.EpochLoss>(experiment.Sft).Select(m => m.ValidationLoss)],
            RewardModel = new RewardModelRow(reward.Right, reward.Total, (double)reward.Right / reward.Total, Wilson.Interval(reward.Right, reward.Total)),
            DomainRewards = await report.DomainRewardsAsync(cancel),
            Training = [.. report.Training()],
            Samples = await report.SamplesAsync(cancel),
            Stages = [.. stages.Select(s => new StageTime(s.Name, string.Join("; ", keys[s.Key].Labels), s.Seconds))],
            Notes = [.. stages.SelectMany(s => s.Notes).Append(report.JudgeNote())],
        };
    }

    private IReadOnlyList<Fact> Facts(double seconds) =>
    [
        new("seed", _settings.Seed.ToString()),
        new("arms", string.Join(", ", _settings.Loop.Arms.Select(Name))),
        new("iterations", _settings.Loop.Iterations.ToString()),
        new("prompts an iteration", $"{_settings.Loop.PromptsPerIteration()}, each seen {_settings.Loop.PassesPerPrompt} times"),
        new("author", _settings.Author.Kind.ToString().ToLowerInvariant()),
        new("judge", _settings.Evaluation.Judge.Kind.ToString().ToLowerInvariant()),
        new("work", $"{seconds:0} s in all stages"),
    ];

    private string JudgeNote() => _settings.Evaluation.Judge.Kind switch
    {
        JudgeKind.Reward => "The judge is the run's own reward model, so a win also counts what the policy learnt of that model's mistakes.",
        JudgeKind.Gold => "The judge knows the truth of the miniature world; one run is one draw of that world, and promises nothing about another.",
        _ => "Each pair was judged once; which answer was shown first was drawn by lot.",
    };

    private async Task<(List<ComparisonRow> All, List<ComparisonRow> Weakest)> ComparisonsAsync(CancellationToken cancel)
    {
        var (all, weakest) = (new List<ComparisonRow>(), new List<ComparisonRow>());
        foreach (var c in _experiment.Comparisons)
        {
            var verdicts = (await _run.ReadAsync(c.Verdicts, cancel)).Verdicts;
            all.Add(Row(c, verdicts));
            var weak = verdicts.Where(v => v.Domain is not null && _weak.Contains(v.Domain)).ToArray();
            if (weak.Length > 0) weakest.Add(Row(c, weak));
        }
        return (all, weakest);
    }

    private ComparisonRow Row(PlannedComparison c, IReadOnlyList<Evaluation.Judging.Verdict> verdicts)
    {
        var w = WinRate.Count(verdicts, Seeds.Derive(_settings.Seed, "bootstrap"));
        return new ComparisonRow(Name(c.A), Name(c.B), c.Iteration, w.Prompts, w.AWins, w.BWins, w.Ties, w.Failed, w.AWinRate, w.Interval, w.NetWinRate, w.NetInterval);
    }

    private async Task<List<ArmRow>> ArmsAsync(CancellationToken cancel)
    {
        var rows = new List<ArmRow>();
        foreach (var (arm, iteration, name) in Points())
        {
            double? gold = null, weak = null;
            if (_experiment.Gold.TryGetValue((arm, iteration), out var artifact))
            {
                var scores = (await _run.ReadAsync(artifact, cancel)).Scores;
                gold = scores.Average(s => s.Gold);
                weak = scores.Where(s => _weak.Contains(s.Domain)).Select(s => (double?)s.Gold).Average();
            }
            var probe = (await _run.ReadAsync(_experiment.ProbeScores[(arm, iteration)], cancel)).Samples;
            var mean = MeanEstimate.Clustered([.. probe.Select(s => s.Reward)], [.. probe.Select(s => s.QuestionId)]);
            rows.Add(new ArmRow(name, iteration, gold, weak, mean.Mean, mean.Interval));
        }
        return rows;
    }

    private async Task<List<DomainReward>> DomainRewardsAsync(CancellationToken cancel)
    {
        var rows = new List<DomainReward>();
        foreach (var (arm, iteration, name) in Points())
            rows.AddRange((await _run.ReadAsync(_experiment.ProbeScores[(arm, iteration)], cancel)).Samples
                .GroupBy(s => s.Domain).Select(g => new DomainReward(name, iteration, g.Key, g.Average(s => s.Reward))));
        return rows;
    }

    private IEnumerable<TrainingPoint> Training() =>
        from arm in _settings.Loop.Arms
        from iteration in Enumerable.Range(1, _settings.Loop.Iterations)
        from m in Metrics<PpoStepRecord>(_experiment.Policies[(arm, iteration)])
        select new TrainingPoint(Name(arm), iteration, m.Step, m.Stats["env/reward_mean"], m.Stats["objective/kl"], m.Stats["ppo/loss/value"],
            m.Stats["ppo/loss/policy"], m.Stats["ppo/policy/ratio"], m.SkippedUpdates);

    private async Task<List<SampleRow>> SamplesAsync(CancellationToken cancel)
    {
        var last = _settings.Loop.Iterations;
        var columns = new List<(string Name, IReadOnlyList<AnsweredQuestion> Answers, IReadOnlyList<GoldScore>? Gold)>();
        foreach (var (arm, iteration, name) in Points().Where(p => p.Iteration == 0 || p.Iteration == last))
            columns.Add((name, (await _run.ReadAsync(_experiment.TestAnswers[(arm, iteration)], cancel)).Answers,
                _experiment.Gold.TryGetValue((arm, iteration), out var gold) ? (await _run.ReadAsync(gold, cancel)).Scores : null));

        var shown = Enumerable.Range(0, columns[0].Answers.Count).Where(i => columns[0].Answers[i].Sample == 0).ToArray();
        SeededRandom.For(_settings.Seed, "shown answers").Shuffle(shown);
        return
        [
            .. shown.Take(_settings.Evaluation.SampleAnswers).Select(i => new SampleRow(columns[0].Answers[i].Domain, columns[0].Answers[i].Question,
                [.. columns.Select(c => new SampleAnswer(c.Name, c.Answers[i].Answer, c.Gold?[i].Gold))])),
        ];
    }

    /// <summary>SFT once, then each arm's iterations.</summary>
    private IEnumerable<(Arm Arm, int Iteration, string Name)> Points() =>
        _settings.Loop.Arms.Take(1).Select(a => (a, 0, Sft)).Concat(
            from arm in _settings.Loop.Arms
            from iteration in Enumerable.Range(1, _settings.Loop.Iterations)
            select (arm, iteration, Name(arm)));

    private IEnumerable<T> Metrics<T>(Artifact artifact)
    {
        var file = Path.Combine(_run.FolderOf(artifact), "metrics.jsonl");
        return File.Exists(file) ? File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<T>(l, ArtifactJson.Compact)!) : [];
    }

    private static string Name(Arm arm) => arm.ToString().ToLowerInvariant();
}
