using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What each judge of a run said, and how far they agree.</summary>
internal static class ReportedJudges
{
    public static async Task<(IReadOnlyList<JudgeRow> Rows, IReadOnlyList<JudgesAgreement> Agreements)> CollectAsync(
        ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var seed = Seeds.Derive(settings.Seed, "bootstrap");
        var (rows, all) = (new List<JudgeRow>(), new List<(string, IReadOnlyList<IReadOnlyList<Verdict>>)>());
        var done = experiment.Comparisons.Where(c => c.ByJudge.All(run.Has)).ToArray();
        if (done.Length == 0) return ([], []);
        foreach (var (judge, number) in settings.Evaluation.Judges().Select((j, i) => (j.Judge.DisplayName(), i)))
        {
            var judged = new List<JudgedAnswers>();
            foreach (var c in done)
                judged.Add(new(c.A, c.B, c.Iteration, await PairsAsync(c, number, run, cancel)));
            rows.Add(JudgeRow.Of(judge, judged, seed));
            all.Add((judge, [.. judged.Select(j => (IReadOnlyList<Verdict>)[.. j.Pairs.Select(p => p.Verdict)])]));
        }
        return (rows, JudgesAgreement.Of(all, seed));
    }

    private static async Task<IReadOnlyList<JudgedPair>> PairsAsync(
        PlannedComparison comparison, int judge, RunFolder run, CancellationToken cancel)
    {
        var (a, b) = (await AnswersAsync(comparison.AnswersA), await AnswersAsync(comparison.AnswersB));
        var verdicts = (await run.ReadAsync(comparison.ByJudge[judge], cancel)).Verdicts;
        return [.. verdicts.Select(v => JudgedPair.Of(v, a[(v.QuestionId, v.Sample)], b[(v.QuestionId, v.Sample)]))];

        async Task<Dictionary<(string, int), string>> AnswersAsync(Artifact<AnswerSet> answers) =>
            (await run.ReadAsync(answers, cancel)).Answers.ToDictionary(x => (x.Question.Id, x.Sample), x => x.Answer);
    }
}
