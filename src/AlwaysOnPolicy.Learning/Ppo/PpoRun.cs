using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One iteration of PPO over a list of prompts.</summary>
public sealed record PpoRunOptions
{
    /// <summary>How the policy answers.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Temperature = 0.9 };

    /// <summary>How often each prompt is answered; the paper: 2.</summary>
    [Range(1, 100)] public int Passes { get; init; } = 2;

    [Range(1, 65536)] public int BatchSize { get; init; } = 16;
}

/// <summary>A line of an iteration's metrics.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Stats">Under TRL's keys.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
/// <param name="EndedShare">Share of answers that ended themselves.</param>
/// <param name="Sample">One rollout to read.</param>
public sealed record PpoStepRecord(
    int Step, int TotalSteps, IReadOnlyDictionary<string, double> Stats, int SkippedUpdates, double EndedShare, PpoSample Sample);

public sealed record PpoSample(string Question, string Answer, double Score);

/// <summary>The loop of one iteration: shuffle, answer, score, step.</summary>
public static class PpoRun
{
    /// <summary>Trains the policy on the prompts. Each pass goes through all of them in an order of its own; passes follow each other without a gap,
    /// so that a batch may span two, and what is left of the last batch is dropped.</summary>
    /// <param name="seed">Of the orders and of every answer.</param>
    /// <exception cref="TrainingException">No mini-batch of a step could be learnt from; the weights are as before that step.</exception>
    public static void Run(
        Policy policy, IRewardModel reward, IReadOnlyList<string> prompts, PpoTrainer trainer, PpoRunOptions options, ulong seed,
        Action<PpoStepRecord>? onStep, CancellationToken cancel)
    {
        var order = Enumerable.Range(0, options.Passes)
            .SelectMany(pass => SeededRandom.For(seed, "prompt order", pass.ToString()).Permutation(prompts.Count)).ToArray();
        var batches = order.Chunk(options.BatchSize).Where(b => b.Length == options.BatchSize).ToArray();
        for (var step = 0; step < batches.Length; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var questions = batches[step].Select(i => prompts[i]).ToArray();
            AnswerRequest[] requests = [.. questions.Select((q, row) => new AnswerRequest(q, Seeds.Derive(seed, "rollout", $"{step}:{row}")))];
            var answers = policy.Answer(requests, options.Sampling, options.BatchSize, cancel: cancel);
            var scores = reward.Score([.. questions.Zip(answers, (q, a) => new Exchange(q, a.Text, a.Ended))]);

            var shuffles = SeededRandom.For(seed, "mini-batches", step.ToString());
            var done = trainer.Step([.. answers.Zip(scores, (a, score) => new Rollout(a.PromptIds, a.Ids, score))], _ => shuffles.Permutation(questions.Length));
            if (done.SkippedUpdates == done.Updates.Count)
                throw new TrainingException(
                    $"PPO step {step + 1} of {batches.Length} learnt nothing: every mini-batch was skipped (mean ratio {done.Updates[0].RatioMean:0.###}, " +
                    "or a loss that is not finite). Lower ppo.learning_rate, or scale the rewards (ppo.score_scaling: true).");
            onStep?.Invoke(new PpoStepRecord(step + 1, batches.Length, done.Stats, done.SkippedUpdates, answers.Average(a => a.Ended ? 1.0 : 0),
                new PpoSample(questions[0], answers[0].Text, scores[0])));
        }
    }
}
