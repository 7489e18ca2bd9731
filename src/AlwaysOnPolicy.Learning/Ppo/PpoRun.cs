using System.Security.Cryptography;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>The loop of one iteration: shuffle, answer, score, step.</summary>
/// <param name="policy">Is trained by <paramref name="trainer"/>.</param>
/// <param name="prompts">Each pass goes through all of them in an order of its own; passes follow each other without a gap, so that a batch may span
/// two, and what is left of the last batch is dropped.</param>
/// <param name="seed">Of the orders and of every answer.</param>
public sealed class PpoRun(Policy policy, IRewardModel reward, IReadOnlyList<string> prompts, PpoTrainer trainer, PpoRunOptions options, ulong seed)
{
    private readonly int[][] _batches = Batches(prompts.Count, options, trainer.Options.AnswersPerPrompt, seed);

    /// <summary>Steps in all.</summary>
    public int TotalSteps => _batches.Length;

    private LinearSchedule Schedule => new(trainer.Options.WarmupSteps, TotalSteps, trainer.Options.FinalFraction);

    /// <summary>A hash of all that determines the iteration but the models.</summary>
    private string Identity => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { seed, prompts, options, trainer.Options })));

    /// <summary>Trains from the beginning, or from a checkpoint.</summary>
    /// <param name="onStep">Told of every step, those before the checkpoint included, whose records it holds.</param>
    /// <param name="checkpoints">Where checkpoints go, also one when the run is stopped by <paramref name="cancel"/>; null makes none.</param>
    /// <param name="from">The policy, its value head and the trainer's state must have been loaded from it.</param>
    /// <exception cref="TrainingException">A step cannot be learnt from; the weights are as before that step.</exception>
    /// <exception cref="CheckpointException"><paramref name="from"/> is of another iteration.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(Action<PpoStepRecord>? onStep, CancellationToken cancel, PpoCheckpoints? checkpoints = null, PpoCheckpoint? from = null)
    {
        if (from is not null && from.Identity != Identity)
            throw new CheckpointException($"'{from.Folder}' is a checkpoint of another iteration: its seed, prompts or settings differ. Delete it, or name another folder.");
        var records = new List<PpoStepRecord>(from?.ReadRecords() ?? []);
        foreach (var record in records) onStep?.Invoke(record);

        var saved = from?.Step ?? 0;
        for (var step = saved; step < TotalSteps; step++)
        {
            try
            {
                void Keep()
                {
                    if (step > saved) checkpoints?.Save(step, Identity, policy, trainer, records);
                }
                records.Add(Step(step, Keep, cancel));
            }
            catch (UserErrorException e) when (e is not SettingsException && checkpoints?.FindLatest() is { } last)
            {
                throw new TrainingException($"{e.Message} The last good checkpoint, after step {last.Step}, is '{last.Folder}'.", e);
            }
            onStep?.Invoke(records[^1]);
            if (checkpoints?.IsDue(step + 1, TotalSteps) != true) continue;
            checkpoints.Save(step + 1, Identity, policy, trainer, records);
            saved = step + 1;
        }
    }

    /// <summary>The prompt of each rollout of each batch; answers to the same prompt stand together.</summary>
    private static int[][] Batches(int count, PpoRunOptions options, int answersPerPrompt, ulong seed)
    {
        if (count == 0) return [];
        var order = Enumerable.Range(0, options.Steps is null ? options.Passes : int.MaxValue)
            .SelectMany(pass => SeededRandom.For(seed, "prompt order", pass.ToString()).Permutation(count))
            .SelectMany(prompt => Enumerable.Repeat(prompt, answersPerPrompt));
        return [.. order.Chunk(options.BatchSize).Where(b => b.Length == options.BatchSize).Take(options.Steps ?? int.MaxValue)];
    }

    /// <param name="keep">Makes a checkpoint of what was before the step.</param>
    private PpoStepRecord Step(int step, Action keep, CancellationToken cancel)
    {
        var questions = _batches[step].Select(i => prompts[i]).ToArray();
        AnswerRequest[] requests = [.. questions.Select((q, row) => new AnswerRequest(q, Seeds.Derive(seed, "rollout", $"{step}:{row}")))];
        IReadOnlyList<Answer> answers = [];
        double[] scores;
        try
        {
            cancel.ThrowIfCancellationRequested();
            answers = policy.Answer(requests, options.Sampling, options.BatchSize, cancel: cancel);
            scores = reward.Score([.. questions.Zip(answers, (q, a) => new Exchange(q, a.Text, a.Ended))]);
            FiniteChecks.RequireScores(scores);
        }
        catch (Exception e) when (answers.Count > 0 || e is OperationCanceledException)
        {
            keep();   // the policy can answer, and nothing has changed since the step before
            throw;
        }

        int[][] ids = [.. answers.Select(a => a.Ids)];
        var shuffles = SeededRandom.For(seed, "mini-batches", step.ToString());
        var done = trainer.Step(
            [.. answers.Select((a, row) => new Rollout(a.PromptIds, a.Ids, scores[row], a.Ended, row / trainer.Options.AnswersPerPrompt))],
            _ => shuffles.Permutation(questions.Length), Schedule.Factor(step));
        if (done.SkippedUpdates == done.Updates.Count)
            throw new TrainingException(
                $"PPO step {step + 1} of {TotalSteps} learnt nothing: every mini-batch was skipped (mean ratio {done.Updates[0].RatioMean:0.###}, " +
                "or a loss that is not finite). Lower ppo.learning_rate, or scale the rewards (ppo.score_scaling: true).");
        return new PpoStepRecord(step + 1, TotalSteps, done.Stats, done.SkippedUpdates, answers.Average(a => a.Ended ? 1.0 : 0),
            new PpoSample(questions[0], answers[0].Text, scores[0]), AnswerTexture.Repetition(ids), AnswerTexture.DistinctShare(ids))
        { Times = done.Times };
    }
}
