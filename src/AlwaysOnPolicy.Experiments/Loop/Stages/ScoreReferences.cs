using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Scores people's answers to the probe questions: what a policy can be expected to reach.</summary>
internal sealed class ScoreReferences(IExperimentSource source, ComputeSettings compute) : Stage<ScoreReferences.In, ScoredSamples>
{
    public sealed record In(Artifact<ExperimentData> Data, object References, LoopReward Reward, PromptFormatOptions Format);

    public override StageId Id => compute.Computed("references", 3);

    protected override StageReach ReachOf(In input) => StageReach.InShards;

    protected override async Task<ScoredSamples> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var references = source.References(await stage.ReadAsync(input.Data, cancel), stage.Seed);
        using var reward = await input.Reward.LoadAsync(stage, input.Format, compute, cancel);
        var scores = await stage.ScoreAsync(reward, [.. references.Select(r => new Exchange(r.Question.Text, r.Answer))], compute, cancel);
        stage.Count(Work.AnswersScored, scores.Count);
        return new ScoredSamples([.. references.Zip(scores, (r, score) => new ScoredSample(r.Question, r.Answer, score))]);
    }
}
