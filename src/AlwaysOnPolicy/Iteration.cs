using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Runtime;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>Section 4.4's iteration on one model folder.</summary>
internal static class Iteration
{
    public static async Task<IterationResult> RunAsync(string model, IReadOnlyList<Question> probe, IRewardModel reward, IChatClient author, string output,
        IterationJob job, IProgress<IterationProgress>? progress, ILogger logger, CancellationToken cancel)
    {
        var wanted = job.Sizes.PromptsPerIteration();
        if (PpoSession.TooFew(wanted, job) is { } planned)
            throw new ArgumentException($"AuthorSizes.AuthorCalls = {job.Sizes.AuthorCalls} and AuthorSizes.PromptsPerCall = {job.Sizes.PromptsPerCall}: " +
                planned, nameof(job));
        using var session = PpoSession.Open(model, job, logger);
        var (samples, scale) = await ProbeAsync(session.Policy, probe, reward, job, progress, logger, cancel);
        progress?.Report(new(IterationPhase.Authoring, 0, wanted));
        var written = await UserCode.Call(() => new ChatAuthor(author, job.Author).WriteAsync(new AuthorRequest(job.Sizes)
        {
            Samples = samples,
            Exclude = job.Exclude,
            HeldOut = new HeldOutQuestions([.. probe.Select(q => new HeldOutQuestion("probe questions", q.Text))], job.Contamination),
            Seed = Seeds.Derive(job.Seed, "author"),
        }, cancel));
        foreach (var note in written.Notes) logger.Note(note);
        progress?.Report(new(IterationPhase.Authoring, written.Prompts.Count, wanted));
        if (PpoSession.TooFew(written.Prompts.Count, job) is { } got) throw new AuthorException($"The author wrote too few prompts: {got}");

        var scaled = scale is null ? reward : new ScaledRewardModel(reward, scale);   // not disposed of: the reward is the caller's
        var training = await session.TrainAsync(written.Prompts, scaled, progress is null ? null : step =>
            progress.Report(new(IterationPhase.Training, step.Step, step.TotalSteps, step)), cancel);
        session.Save(output);
        return new(samples, written, training);
    }

    /// <returns>The quadruples, and the scale on which their rewards have mean 0 and deviation 1; null where rewards stay as they are.</returns>
    private static async Task<(ScoredSample[] Samples, ScoreScale? Scale)> ProbeAsync(Policy policy, IReadOnlyList<Question> probe, IRewardModel reward,
        IterationJob job, IProgress<IterationProgress>? progress, ILogger logger, CancellationToken cancel)
    {
        (Question Question, int Sample)[] asked = [.. probe.SelectMany(q => Enumerable.Range(0, job.ProbeAnswers).Select(sample => (q, sample)))];
        AnswerRequest[] requests = [.. asked.Select(a => new AnswerRequest(a.Question.Text, Seeds.Derive(job.Seed, "probe", $"{a.Question.Id}:{a.Sample}")))];
        progress?.Report(new(IterationPhase.Probing, 0, requests.Length));
        var answers = policy.Answer(requests, job.Run.Sampling, job.Ppo.BatchSize,
            done => progress?.Report(new(IterationPhase.Probing, done, requests.Length)), cancel);
        Exchange[] exchanges = [.. asked.Zip(answers, (a, answer) => new Exchange(a.Question.Text, answer.Text, answer.Ended))];
        var scores = RewardScores.Require($"The reward '{reward.Name}'", await UserCode.Call(() => reward.ScoreAsync(exchanges, cancel)),
            exchanges);
        var scale = job.Standardise ? ScoreScale.Of(scores) : null;
        if (job.Standardise && scale is null) logger.Warn("All answers to the probe have the same reward: it is not standardised.");
        var used = scale?.Apply(scores) ?? scores;
        return ([.. asked.Zip(answers, used).Select(a => new ScoredSample(a.First.Question, a.Second.Text, a.Third, a.First.Sample))], scale);
    }
}
