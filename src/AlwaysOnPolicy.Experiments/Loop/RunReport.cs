using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

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
        var reward = await run.ReadAsync(experiment.Reward.Output, cancel);
        var keys = experiment.Plan.Nodes.ToDictionary(n => n.Key);
        var stages = run.FinishedStages().Where(s => keys.ContainsKey(s.Key)).ToArray();
        var (samples, sampleNote) = await report.SamplesAsync(cancel);
        var judges = await ReportedJudges.CollectAsync(experiment, settings, run, cancel);
        var aop = ArmSettings.Aop.Name;
        var named = settings.Loop.Arms.Any(a => a.Name == aop);
        var costs = new ArmCosts(experiment, settings, run);
        var arms = await report.ArmsAsync(costs, cancel);
        return HolmCorrection.Of(new ReportData
        {
            Title = settings.Name,
            Facts = ReportFacts.Of(settings, stages, MachineReport.Take(run.FullPath)),
            Comparisons = await report.ComparisonsAsync(c => !named || c.A == aop || c.B == aop, _ => true, cancel),
            Weakest = await report.ComparisonsAsync(c => !named || c.A == aop || c.B == aop, report.IsWeak, cancel),
            Further = await report.ComparisonsAsync(c => named && c.A != aop && c.B != aop, _ => true, cancel),
            PositionBias = await report.PositionBiasAsync(cancel),
            Judges = judges.Rows,
            JudgeAgreements = judges.Agreements,
            Arms = arms,
            Work = costs.Rows,
            AtBudget = Efficiency.AtBudget(arms),
            CatchUp = Efficiency.CatchUp(arms),
            SftValidationLoss = [.. StepMetrics.Lines<SftEpochLoss>(run, experiment.Sft.Stage).Select(m => m.ValidationLoss).OfType<double>()],
            VocabularySize = ModelFolder.LoadTokenizer(Path.Combine(run.FolderOf(experiment.Sft.Stage), experiment.Sft.Model)).VocabularySize,
            RewardModel = reward.Total == 0 ? null : new RewardModelRow(reward.Right, reward.Total, (double)reward.Right / reward.Total,
                Wilson.Interval(reward.Right, reward.Total)),
            WeakDomains = [.. data.WeakDomains],
            DomainRewards = await report.DomainRewardsAsync(cancel),
            Prompts = await ReportedPrompts.CollectAsync(experiment, settings, run, cancel),
            Training = [.. report.Training()],
            Samples = samples,
            SampleNote = sampleNote,
            Stages = [.. stages.Select(s => new StageTime(s.Name, string.Join("; ", keys[s.Key].Labels), s.Seconds, s.PeakMemoryBytes))],
            Monitors = [.. stages.SelectMany(s => MonitorNote.Of(keys[s.Key].Labels, s.Notes))],
            Notes = [.. stages.SelectMany(s => s.Notes).Where(n => !MonitorNote.Is(n)).Distinct()
                .Append(StageCompute.Sentence(stages.Select(s => s.Compute))).OfType<string>().Append(report.JudgeNote())],
            Settings = SettingsFile.ToYaml(settings),
        });
    }

    private string JudgeNote() => _settings.Evaluation.Judge.Kind switch
    {
        JudgeKind.Reward => "The judge is the run's own reward model, so a win also counts what the policy learnt of that model's mistakes.",
        JudgeKind.Gold => "The judge knows the truth of the miniature world; one run is one draw of that world, and promises nothing about another.",
        _ => _settings.Evaluation.Judge.Orders == JudgeOrders.Both
            ? "Each pair was judged in both orders; a verdict that turned with the order counts for neither side."
            : "Each pair was judged once; which answer was shown first was drawn by lot.",
    };

    private bool IsWeak(string? domain) => domain is not null && _weak.Contains(domain);

    /// <summary>The comparisons that are wanted, on the questions of the domains that are wanted; one without such a question is left out.</summary>
    private async Task<List<ComparisonRow>> ComparisonsAsync(Func<PlannedComparison, bool> wanted, Func<string?, bool> domain, CancellationToken cancel)
    {
        var rows = new List<ComparisonRow>();
        foreach (var c in _experiment.Comparisons.Where(wanted))
        {
            Verdict[] verdicts = [.. (await _run.ReadAsync(c.Verdicts, cancel)).Verdicts.Where(v => domain(v.Domain))];
            if (verdicts.Length == 0) continue;
            var w = WinRate.Count(verdicts, Seeds.Derive(_settings.Seed, "bootstrap"));
            rows.Add(new ComparisonRow(c.A, c.B, c.Iteration, w.Prompts, w.AWins, w.BWins, w.Ties, w.Failed, w.AWinRate, w.Interval, w.NetWinRate,
                w.NetInterval)
            {
                Inconsistent = w.Inconsistent,
                NetOfConsistent = WinCounts.Of(verdicts).NetOfConsistent,
                P = w.SignTestP,
            });
        }
        return rows;
    }

    private async Task<PositionBias?> PositionBiasAsync(CancellationToken cancel)
    {
        var verdicts = new List<Verdict>();
        foreach (var comparison in _experiment.Comparisons) verdicts.AddRange((await _run.ReadAsync(comparison.Verdicts, cancel)).Verdicts);
        return PositionBias.Of(verdicts, Seeds.Derive(_settings.Seed, "bootstrap"));
    }

    private async Task<List<ArmRow>> ArmsAsync(ArmCosts costs, CancellationToken cancel)
    {
        var rows = new List<ArmRow>();
        Dictionary<string, double> sft = [];
        foreach (var (arm, iteration, name) in Points())
        {
            var probe = (await _run.ReadAsync(_experiment.ProbeScores[(arm, iteration)], cancel)).Samples;
            if (iteration == 0) sft = probe.GroupBy(s => s.QuestionId).ToDictionary(g => g.Key, g => g.Average(s => s.Reward));
            var (reward, gain) = (Mean(probe, s => s.QuestionId, s => s.Reward), Mean(probe, s => s.QuestionId, s => s.Reward - sft[s.QuestionId]));
            IReadOnlyList<AnswerGold> scores = _experiment.Gold.TryGetValue((arm, iteration), out var artifact)
                ? (await _run.ReadAsync(artifact, cancel)).Scores : [];
            var (gold, weak) = (Mean(scores, s => s.QuestionId, s => s.Gold), Mean([.. scores.Where(s => IsWeak(s.Domain))], s => s.QuestionId, s => s.Gold));
            rows.Add(new ArmRow(name, iteration, gold?.Mean, weak?.Mean, reward?.Mean, reward?.Interval)
            {
                GoldInterval = gold?.Interval,
                GoldWeakestInterval = weak?.Interval,
                ProbeGain = iteration == 0 ? null : gain?.Mean,
                ProbeGainInterval = iteration == 0 ? null : gain?.Interval,
                Steps = Enumerable.Range(1, iteration).Sum(i => StepMetrics.Read(_run, _experiment.Policies[(arm, i)].Stage).Count()),
                Tokens = costs.Tokens(arm, iteration),
                ProcessorSeconds = costs.ProcessorSeconds(arm, iteration),
            });
        }
        return rows;
    }

    /// <summary>Null where there is nothing to take the mean of.</summary>
    private static MeanEstimate? Mean<T>(IReadOnlyList<T> rows, Func<T, string> question, Func<T, double> value) =>
        rows.Count == 0 ? null : MeanEstimate.Clustered([.. rows.Select(value)], [.. rows.Select(question)]);

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
        from step in StepMetrics.Read(_run, _experiment.Policies[(arm.Name, iteration)].Stage)
        select StepMetrics.Point(step, arm.Name, iteration, _settings.Ppo);

    private async Task<(List<SampleRow> Rows, string? Note)> SamplesAsync(CancellationToken cancel)
    {
        var last = _settings.Loop.Iterations;
        var columns = new List<(string Name, IReadOnlyList<AnsweredQuestion> Answers, IReadOnlyList<AnswerGold>? Gold)>();
        foreach (var (arm, iteration, name) in Points().Where(p => p.Iteration == 0 || p.Iteration == last))
            columns.Add((name, (await _run.ReadAsync(_experiment.TestAnswers[(arm, iteration)], cancel)).Answers,
                _experiment.Gold.TryGetValue((arm, iteration), out var gold) ? (await _run.ReadAsync(gold, cancel)).Scores : null));

        // Where all policies say the same there is nothing to compare.
        int[] first = [.. Enumerable.Range(0, columns[0].Answers.Count).Where(i => columns[0].Answers[i].Sample == 0)];
        int[] differ = [.. first.Where(i => columns.Select(c => c.Answers[i].Answer).Distinct().Count() > 1)];
        SeededRandom.For(_settings.Seed, "shown answers").Shuffle(differ);
        List<SampleRow> rows =
        [
            .. differ.Take(_settings.Evaluation.SampleAnswers).Select(i =>
                new SampleRow(columns[0].Answers[i].Question.Domain, columns[0].Answers[i].Question.Text,
                [.. columns.Select(c => new SampleAnswer(c.Name, c.Answers[i].Answer, c.Gold?[i].Gold))])),
        ];
        return (rows, rows.Count == 0 ? null : $"Drawn by lot among the {differ.Length} of {first.Length} test questions on which they differ.");
    }

    /// <summary>SFT once, then each arm's iterations.</summary>
    private IEnumerable<(string Arm, int Iteration, string Name)> Points() =>
        _settings.Loop.Arms.Take(1).Select(a => (a.Name, 0, Sft)).Concat(
            from arm in _settings.Loop.Arms
            from iteration in Enumerable.Range(1, _settings.Loop.Iterations)
            select (arm.Name, iteration, arm.Name));
}
