using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The miniature's true score of a policy's answers to the test questions. Nothing else in a run looks at it, but for
/// what is told to (<c>kind: gold</c>).</summary>
internal sealed class MeasureGold : Stage<MeasureGold.In, GoldSet>
{
    public sealed record In(Artifact<AnswerSet> Answers);

    public override StageId Id => new("gold", 1);

    protected override async Task<GoldSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var answers = (await stage.ReadAsync(input.Answers, cancel)).Answers;
        return new GoldSet([.. answers.Select(a => new AnswerGold(a.Question.Id, a.Question.Domain!,
            MiniatureWorld.Gold(a.Question.Text, a.Answer, a.Ended)))]);
    }
}
