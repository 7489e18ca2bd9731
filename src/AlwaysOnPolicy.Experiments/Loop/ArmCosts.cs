using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What the arms of a finished run cost, from what its stages counted.</summary>
internal sealed class ArmCosts
{
    private const string Judge = "judge";

    public ArmCosts(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run)
    {
        Rows =
        [
            .. from arm in settings.Loop.Arms
               from iteration in Enumerable.Range(1, settings.Loop.Iterations)
               from row in experiment.Work[(arm.Name, iteration)].GroupBy(w => w.Part).OrderBy(g => g.Key)
                   .Select(g => Row(arm.Name, iteration, g.Key.ToString().ToLowerInvariant(), g.Select(w => w.Stage), run))
                   .Concat(Judged(experiment, arm.Name, iteration)
                       .Take(1).Select(_ => Row(arm.Name, iteration, Judge, Judged(experiment, arm.Name, iteration), run)))
               select row,
        ];
    }

    public IReadOnlyList<WorkRow> Rows { get; }

    /// <summary>Tokens generated and trained by an arm up to the end of an iteration.</summary>
    public double Tokens(string arm, int iteration) => Spent(arm, iteration).Sum(r => r.TokensGenerated + r.TokensTrained);

    public double ProcessorSeconds(string arm, int iteration) => Spent(arm, iteration).Sum(r => r.ProcessorSeconds);

    private IEnumerable<WorkRow> Spent(string arm, int iteration) => Rows.Where(r => r.Arm == arm && r.Iteration <= iteration && r.Part != Judge);

    private static IEnumerable<Artifact> Judged(ExperimentPlan experiment, string arm, int iteration) => experiment.Comparisons.Concat(experiment.AgainstSft)
        .Where(c => c.Iteration == iteration && (c.A == arm || c.B == arm)).SelectMany(c => c.ByJudge);

    private static WorkRow Row(string arm, int iteration, string part, IEnumerable<Artifact> stages, RunFolder run)
    {
        StageRecord[] records = [.. stages.DistinctBy(s => s.Key).Select(s => StageRecord.TryRead(run.FolderOf(s))).OfType<StageRecord>()];
        double Sum(string what) => records.Sum(r => r.Counts.GetValueOrDefault(what));
        return new(arm, iteration, part, Sum(Work.TokensGenerated), Sum(Work.TokensTrained), Sum(Work.AnswersScored), Sum(Work.ChatTokens),
            records.Sum(r => r.ProcessorSeconds));
    }
}
