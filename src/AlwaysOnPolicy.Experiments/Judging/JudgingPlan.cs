using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>The stages of <c>aop judge</c>: both sides of the answers, and each judge's verdicts.</summary>
internal sealed class JudgingPlan
{
    public JudgingPlan(JudgingSettings settings, JudgedSides sides)
    {
        Plan = new(settings.Seed);
        (A, B) = MatchAnswers.Add(Plan, AnswersFrom.Of(sides.A), AnswersFrom.Of(sides.B), sides.Prompts, sides.NameA, sides.NameB);
        Verdicts = [.. settings.Named().Select(j => (j.Judge.DisplayName(), Judge(settings, j.Judge, j.Setting)))];
        JudgeRules.RequireDistinct([.. Verdicts.Select(v => (v.Judge, v.Set.Key))]);
    }

    public Plan Plan { get; }

    public Artifact<AnswerSet> A { get; }

    public Artifact<AnswerSet> B { get; }

    /// <summary>By judge, in the order of the settings.</summary>
    public IReadOnlyList<(string Judge, Artifact<VerdictSet> Set)> Verdicts { get; }

    private Artifact<VerdictSet> Judge(JudgingSettings settings, JudgeSettings judge, string setting)
    {
        var label = $"verdicts of {judge.DisplayName()}";
        if (judge.Kind == JudgeKind.Annotations)
            return Plan.Add(new ReadAnnotations(judge.DisplayName()), new ReadAnnotations.In(A, B,
                DataInput.Of(new DataSource { Path = judge.Annotations! }, $"{setting}.annotations")), label);
        var reward = judge.Kind == JudgeKind.Reward ? new GivenReward(ModelPlace.Of(judge.Model!, $"{setting}.model"), judge.Bfloat16) : null;
        return Plan.Add(new JudgeAnswers(settings.Compute, settings.Chat, setting), new JudgeAnswers.In(A, B, int.MaxValue, SettingsInUse.Of(judge), reward,
            reward is null ? null : settings.PromptFormat, judge.LocalModel(setting)), label);
    }
}
