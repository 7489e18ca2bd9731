using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The miniature's true score of a policy's answers to the test questions. Nothing else in a run may look at it.</summary>
public sealed class MeasureGold : Stage<MeasureGold.In, GoldScores>
{
    public sealed record In(Artifact<AnswerSet> Answers);

    public override StageId Id => new("gold", 1);

    protected override async Task<GoldScores> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var answers = (await run.ReadAsync(input.Answers, cancel)).Answers;
        return new GoldScores([.. answers.Select(a => new GoldScore(a.QuestionId, a.Domain!, MiniatureWorld.Gold(a.Question, a.Answer, a.Ended)))]);
    }
}

public sealed record GoldScores(IReadOnlyList<GoldScore> Scores);

/// <param name="Gold">0 to 1.</param>
public sealed record GoldScore(string QuestionId, string Domain, double Gold);
