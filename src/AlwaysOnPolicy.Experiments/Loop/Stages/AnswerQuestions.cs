using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Lets a policy answer the probe or the test questions.</summary>
/// <remarks>The random numbers of an answer depend on the run's seed, the question and the sample's number, not on the policy: every arm
/// draws with the same ones, which takes chance out of the comparison.</remarks>
internal sealed class AnswerQuestions(ComputeSettings compute) : Stage<AnswerQuestions.In, AnswerSet>
{
    public sealed record In(
        PolicyInput Policy, Artifact<ExperimentData> Data, QuestionSet Questions, int Samples, SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => compute.Drawn("answers", 4);

    protected override StageReach ReachOf(In input) => compute.Rollouts is null ? StageReach.InShards : StageReach.Here;

    protected override async Task<AnswerSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        var questions = input.Questions == QuestionSet.Probe ? data.Probe : data.Test;
        using var policy = AnsweringPolicy.Open(stage, input.Policy.FolderIn(stage), input.Format, compute);

        var asked = questions.SelectMany(q => Enumerable.Range(0, input.Samples).Select(sample => (q, sample))).ToArray();
        var requests = asked
            .Select(a => new AnswerRequest(a.q.Text, Seeds.Derive(stage.Seed, $"answers to {input.Questions} questions", $"{a.q.Id}:{a.sample}")))
            .ToArray();
        stage.NotePrompts(policy.Format, [.. questions.Select(q => q.Text)], input.Format);
        var answers = await stage.AnswerAsync(policy, requests, input.Sampling, compute, cancel);
        stage.Count(Work.TokensGenerated, answers.Sum(a => a.Ids.Length));
        if (answers.Count > 0 && !answers.Any(a => a.Ended) && input.Sampling.MinNewTokens < input.Sampling.MaxNewTokens)
            stage.Note($"None of {answers.Count} answers to {input.Questions} questions ended: all were cut at sampling.max_new_tokens " +
                $"({input.Sampling.MaxNewTokens}). Raise it, or fine-tune the policy to end.");
        return new AnswerSet([.. asked.Zip(answers, (a, answer) =>
            new AnsweredQuestion(a.q, a.sample, answer.Text, answer.Ended))]);
    }
}
