using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>The look at a reward inside a run: a note of its stage.</summary>
public static class RewardCheckNotes
{
    /// <summary>The stage's name, whatever the run.</summary>
    internal const string StageName = "reward-fit";

    /// <summary>What a run's look at its reward came to, in a sentence; null before it is done, and where nobody looks.</summary>
    public static string? Of(RunFolder run)
    {
        var planned = PlannedStage.In(run).Where(s => s.Name == StageName).Select(s => s.Key).ToHashSet();
        return run.FinishedStages().Where(s => planned.Contains(s.Key)).SelectMany(s => s.Notes)
            .LastOrDefault(n => n.StartsWith(RewardCheck.Head, StringComparison.Ordinal));
    }

    /// <summary>Says what a look came to.</summary>
    /// <exception cref="RewardException">Nothing can be learnt from the reward: hours of PPO would be lost.</exception>
    internal static RewardCheck Told(this StageContext stage, IReadOnlyList<CheckedAnswer> answers, RewardUse use)
    {
        stage.Count(Work.TokensGenerated, answers.Sum(a => a.Tokens));
        stage.Count(Work.AnswersScored, answers.Count + answers.Count(a => a.HalfScore is not null));
        var check = RewardCheck.Of(RewardFigures.Of(answers), use);
        if (check.Verdict == RewardVerdict.Unusable) throw new RewardException($"{check.Sentence()} PPO was not begun.");
        stage.Note(check.Sentence());
        return check;
    }
}
