using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Gathers a report from the artifacts of a run, also of one that goes on: what is not there is left out.</summary>
internal sealed class RunReport
{
    private readonly ExperimentPlan _experiment;
    private readonly ExperimentSettings _settings;
    private readonly RunFolder _run;
    private readonly HashSet<string> _weak;

    private RunReport(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, IEnumerable<string> weak) =>
        (_experiment, _settings, _run, _weak) = (experiment, settings, run, [.. weak]);

    public static async Task<ReportData> CollectAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        IReadOnlyList<string> weak = run.Has(experiment.Data) ? [.. (await run.ReadAsync(experiment.Data, cancel)).WeakDomains] : [];
        var report = new RunReport(experiment, settings, run, weak);
        var reward = run.Has(experiment.Reward.Output) ? await run.ReadAsync(experiment.Reward.Output, cancel) : null;
        var keys = experiment.Plan.Nodes.ToDictionary(n => n.Key);
        var stages = run.FinishedStages(experiment.Plan);
        var whole = stages.Count == keys.Count;
        var comparisons = await ReportedComparisons.ReadAsync(experiment, settings, run, cancel);
        var answers = await ReportedAnswers.ReadAsync(experiment, settings, run, cancel);
        var (samples, sampleNote) = answers.Drawn();
        var judges = await ReportedJudges.CollectAsync(experiment, settings, run, cancel);
        var aop = ArmSettings.Aop.Name;
        var named = settings.Loop.Arms.Any(a => a.Name == aop);
        var (prompts, rules) = await ReportedPrompts.CollectAsync(experiment, settings, run, cancel);
        var costs = new ArmCosts(experiment, settings, run);
        var arms = await report.ArmsAsync(costs, cancel);
        return HolmCorrection.Of(new ReportData
        {
            Title = settings.Name,
            Part = whole ? null : new RunPart(stages.Count, keys.Count),
            Facts = ReportFacts.Of(settings, stages, MachineReport.Take(run.FullPath)),
            Comparisons = comparisons.Rows(c => !named || c.A == aop || c.B == aop, _ => true),
            Weakest = comparisons.Rows(c => !named || c.A == aop || c.B == aop, report.IsWeak),
            Further = comparisons.Rows(c => named && c.A != aop && c.B != aop, _ => true),
            PositionBias = comparisons.PositionBias(),
            Judges = judges.Rows,
            JudgeAgreements = judges.Agreements,
            Ranking = comparisons.Ranking(),
            QuestionScores = await report.QuestionScoresAsync(cancel),
            RewardKey = reward is null ? null : experiment.Reward.Output.Key,
            Human = HumanFiles.In(run),
            Arms = arms,
            Work = costs.Rows,
            AtBudget = whole ? Efficiency.AtBudget(arms) : [],
            CatchUp = whole ? Efficiency.CatchUp(arms) : [],
            SftValidationLoss = [.. StepMetrics.Lines<SftEpochLoss>(run, experiment.Sft.Stage).Select(m => m.ValidationLoss).OfType<double>()],
            VocabularySize = run.Has(experiment.Sft.Stage)
                ? ModelFolder.LoadTokenizer(Path.Combine(run.FolderOf(experiment.Sft.Stage), experiment.Sft.Model)).VocabularySize : null,
            RewardModel = reward is null or { Total: 0 } ? null : new RewardModelRow(reward.Right, reward.Total, (double)reward.Right / reward.Total,
                Wilson.Interval(reward.Right, reward.Total)),
            WeakDomains = weak,
            DomainRewards = await report.DomainRewardsAsync(cancel),
            Prompts = prompts,
            EarnedByRule = rules,
            Audit = await ReportedAudit.CollectAsync(experiment, settings, run, cancel),
            Elimination = await ReportedElimination.CollectAsync(experiment, settings, run, cancel),
            Training = [.. report.Training()],
            Samples = samples,
            SampleNote = sampleNote,
            Answers = answers.Disagreements(comparisons.Verdicts(settings.Loop.Iterations)),
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

    private async Task<List<ArmRow>> ArmsAsync(ArmCosts costs, CancellationToken cancel)
    {
        var rows = new List<ArmRow>();
        Dictionary<string, double> sft = [];
        foreach (var (arm, iteration, name) in Points())
        {
            var probe = (await _run.ReadAsync(_experiment.ProbeScores[(arm, iteration)], cancel)).Samples;
            if (iteration == 0) sft = probe.GroupBy(s => s.QuestionId).ToDictionary(g => g.Key, g => g.Average(s => s.Reward));
            var (reward, gain) = (Mean(probe, s => s.QuestionId, s => s.Reward), sft.Count == 0 ? null
                : Mean(probe, s => s.QuestionId, s => s.Reward - sft[s.QuestionId]));
            IReadOnlyList<AnswerGold> scores = _experiment.Gold.TryGetValue((arm, iteration), out var artifact) && _run.Has(artifact)
                ? (await _run.ReadAsync(artifact, cancel)).Scores : [];
            var (gold, weak) = (Mean(scores, s => s.QuestionId, s => s.Gold), Mean([.. scores.Where(s => IsWeak(s.Domain))], s => s.QuestionId, s => s.Gold));
            rows.Add(new ArmRow(name, iteration, gold?.Mean, weak?.Mean, reward?.Mean, reward?.Interval)
            {
                GoldInterval = gold?.Interval,
                GoldWeakestInterval = weak?.Interval,
                ProbeGain = iteration == 0 ? null : gain?.Mean,
                ProbeGainInterval = iteration == 0 ? null : gain?.Interval,
                ProbeGainP = iteration == 0 ? null : gain?.P,
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

    /// <summary>Of the policies after the last iteration that is there.</summary>
    private async Task<List<QuestionScores>> QuestionScoresAsync(CancellationToken cancel)
    {
        var rows = new List<QuestionScores>();
        foreach (var point in Points().GroupBy(p => p.Name).Select(g => g.MaxBy(p => p.Iteration)))
        {
            var key = (point.Arm, point.Iteration);
            rows.Add(Of(Efficiency.ProbeReward, (await _run.ReadAsync(_experiment.ProbeScores[key], cancel)).Samples.Select(s => (s.Question.Text, s.Reward))));
            if (!_experiment.Gold.TryGetValue(key, out var gold) || !_run.Has(gold)) continue;
            var answers = (await _run.ReadAsync(_experiment.TestAnswers[key], cancel)).Answers;
            rows.Add(Of(Efficiency.Gold, answers.Zip((await _run.ReadAsync(gold, cancel)).Scores, (a, g) => (a.Question.Text, g.Gold))));

            QuestionScores Of(string measure, IEnumerable<(string Question, double Score)> scores) => new(point.Name, point.Iteration, measure,
                scores.GroupBy(s => QuestionScores.KeyOf(s.Question), s => s.Score).ToDictionary(g => g.Key, g => g.Average(), StringComparer.Ordinal));
        }
        return rows;
    }

    private IEnumerable<TrainingPoint> Training() =>
        from arm in _settings.Loop.Arms
        from iteration in Enumerable.Range(1, _settings.Loop.Iterations)
        let policy = _experiment.Policies[(arm.Name, iteration)].Stage
        from step in _run.Has(policy) ? StepMetrics.Read(_run, policy) : StepMetrics.ReadSoFar(_run, policy)
        select StepMetrics.Point(step, arm.Name, iteration, _settings.Ppo);

    /// <summary>Whose probe is answered and scored.</summary>
    private IEnumerable<(string Arm, int Iteration, string Name)> Points() =>
        ReportedPoints.Of(_settings).Where(p => _run.Has(_experiment.ProbeScores[(p.Arm, p.Iteration)]));
}
