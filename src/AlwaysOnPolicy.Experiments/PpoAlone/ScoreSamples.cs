using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Lets a policy answer some of the prompts and scores the answers, before or after its training.</summary>
/// <remarks>Which prompts, and the random numbers of each answer, depend on the run's seed alone: before and after draw with the same ones.</remarks>
public sealed class ScoreSamples(ComputeSettings compute) : Stage<ScoreSamples.In, SampleScores>
{
    /// <param name="Model">The policy before the training.</param>
    /// <param name="Trained">The policy after it; null takes <paramref name="Model"/>.</param>
    /// <param name="Count">Prompts, drawn by lot.</param>
    public sealed record In(
        InputFiles Model, Artifact<PolicyOutput>? Trained, Artifact<PromptList> Prompts, int Count, RewardInput Reward, SamplingOptions Sampling,
        PromptFormatOptions Format);

    public override StageId Id => new("samples", 2);

    protected override async Task<SampleScores> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        string[] prompts = [.. (await run.ReadAsync(input.Prompts, cancel)).Prompts];
        SeededRandom.For(run.Seed, "samples").Shuffle(prompts);
        AnswerRequest[] requests = [.. prompts.Take(input.Count).Select((p, i) => new AnswerRequest(p, Seeds.Derive(run.Seed, "samples", i)))];

        var folder = input.Trained is { } trained ? Path.Combine(run.FolderOf(trained), (await run.ReadAsync(trained, cancel)).Model) : input.Model.CheckedPath();
        using var policy = Policy.Load(folder, input.Format);
        using var reward = input.Reward.Open(input.Format, policy.Tokenizer);
        var answers = policy.Answer(requests, input.Sampling, compute.BatchSize, done => run.Progress(done, requests.Length), cancel);
        var scores = reward.Score([.. requests.Zip(answers, (r, a) => new Exchange(r.Question, a.Text, a.Ended))], cancel);
        return new SampleScores([.. requests.Zip(answers, (r, a) => (r.Question, a.Text)).Zip(scores, (p, s) => new ScoredAnswer(p.Question, p.Text, s))]);
    }
}

public sealed record SampleScores(IReadOnlyList<ScoredAnswer> Samples);

public sealed record ScoredAnswer(string Question, string Answer, double Score);
