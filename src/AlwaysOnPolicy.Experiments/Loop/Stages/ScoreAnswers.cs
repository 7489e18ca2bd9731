using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Scores a policy's answers: the quadruples (domain, question, answer, reward) of section 4.4.</summary>
internal sealed class ScoreAnswers(ComputeSettings compute) : Stage<ScoreAnswers.In, ScoredSamples>
{
    public sealed record In(Artifact<AnswerSet> Answers, LoopReward Reward, PromptFormatOptions Format);

    public override StageId Id => compute.Computed("scores", 4);

    protected override StageReach ReachOf(In input) => StageReach.InShards;

    protected override async Task<ScoredSamples> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var answers = (await stage.ReadAsync(input.Answers, cancel)).Answers;
        using var reward = await input.Reward.LoadAsync(stage, input.Format, compute, cancel);
        var scores = await stage.ScoreAsync(reward, [.. answers.Select(a => a.ToExchange())], compute, cancel);
        stage.Count(Work.AnswersScored, scores.Count);
        return new ScoredSamples([.. answers.Zip(scores, (a, score) =>
            new ScoredSample(a.Question, a.Answer, score, a.Sample))]);
    }
}
