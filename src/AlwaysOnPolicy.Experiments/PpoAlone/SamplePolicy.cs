using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Lets a policy answer some of the prompts and scores the answers, before or after its training.</summary>
/// <remarks>Which prompts, and the random numbers of each answer, depend on the run's seed alone: before and after draw with the same ones.</remarks>
internal sealed class SamplePolicy(ComputeSettings compute, TrainerSettings trainer) : Stage<SamplePolicy.In, PolicySamples>
{
    /// <param name="Model">The policy before the training.</param>
    /// <param name="Trained">The policy after it; null takes <paramref name="Model"/>.</param>
    /// <param name="Count">Prompts, drawn by lot from those that were kept from the training, if some were.</param>
    public sealed record In(
        InputFiles Model, Artifact<PolicyOutput>? Trained, Artifact<PromptList> Prompts, int Count, RewardInput Reward, SamplingOptions Sampling,
        PromptFormatOptions Format);

    public override StageId Id => compute.Drawn("samples", 4, trainer);

    protected override async Task<PolicySamples> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        Question[] prompts = [.. (await stage.ReadAsync(input.Prompts, cancel)).Sampled];
        SeededRandom.For(stage.Seed, "samples").Shuffle(prompts);
        var asked = prompts[..Math.Min(input.Count, prompts.Length)];
        AnswerRequest[] requests = [.. asked.Select((p, i) => new AnswerRequest(p.Text, Seeds.Derive(stage.Seed, "samples", i)))];

        var folder = input.Trained is { } trained
            ? Path.Combine(stage.FolderOf(trained), (await stage.ReadAsync(trained, cancel)).Model) : input.Model.CheckedPath();
        using var policy = AnsweringPolicy.Open(stage, folder, input.Format, compute, trainer);
        using var reward = input.Reward.Open(input.Format, policy.Format.Tokenizer);
        IReadOnlyList<Answer> answers = [];
        await PpoSettings.Names.RunAsync(async () => answers = await stage.AnswerAsync(policy, requests, input.Sampling, compute, cancel));
        var scores = await stage.ScoreAsync(reward, [.. requests.Zip(answers, (r, a) => new Exchange(r.Question, a.Text, a.Ended))], compute, cancel);
        return new PolicySamples([.. asked.Select((p, i) => new PolicySample(p, answers[i].Text, scores[i]))]);
    }
}
