using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One iteration of PPO, from its beginning or from a checkpoint. A step: shuffle, answer, score, learn.</summary>
/// <param name="policy">Is trained by <paramref name="trainer"/>. Where a run goes on, both are set to what they were.</param>
/// <param name="prompts">Each pass goes through all of them in an order of its own; passes follow each other without a gap, so that a batch may span
/// two, and what is left of the last batch is dropped.</param>
/// <param name="seed">Of the orders and of every answer.</param>
public sealed class PpoRun(Policy policy, IRewardModel reward, IReadOnlyList<Question> prompts, PpoTrainer trainer, PpoRunOptions options, ulong seed)
{
    private static readonly TrainingTelemetry s_telemetry = new("ppo");
    private readonly (int Prompt, int Pass)[][] _batches = Batches(prompts.Count, options, trainer.Options, seed);

    /// <summary>A file that the rollouts of the steps so far stand in while the run goes on; null takes a temporary one.</summary>
    public string? Journal { get; init; }

    /// <summary>Told of the checkpoint that the run goes on from, and of the steps in all, before all else.</summary>
    public Action<Checkpoint, int>? OnResume { get; init; }

    /// <summary>Told of every step; when a run goes on, of those before the checkpoint too.</summary>
    public Action<PpoStepRecord>? OnStep { get; init; }

    /// <summary>Where the state after the last step is kept, from which a longer run can go on; null keeps none.</summary>
    public Checkpoints? End { get; init; }

    /// <summary>Answers that the policy gave before the run, with their scores, by prompt id: a rollout takes the next of its prompt in place of a new one
    /// while the policy is what it was then, in the first step and, under <see cref="PpoOptions.ValueWarmupSteps"/>, as long as the value head learns
    /// alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ScoredAnswer>> Known { get; init; } = new Dictionary<string, IReadOnlyList<ScoredAnswer>>();

    /// <summary>Who draws the answers; null lets the policy of this process. It is asked once a step, and told how often the policy has moved; it stays the
    /// caller's.</summary>
    public IRolloutEngine? Engine { get; init; }

    /// <summary>The last step, from 0, whose rollouts the policy draws as it was at the start.</summary>
    private long _lastUnmoved;

    /// <summary>Steps in all.</summary>
    private int TotalSteps => _batches.Length;

    private LinearSchedule Schedule => new(trainer.Options.WarmupSteps, TotalSteps, trainer.Options.FinalFraction);

    /// <summary>How long the run is counts where the learning rate depends on it, and nowhere else: what a step does, a longer run does too.</summary>
    private string Identity => CheckpointManifest.IdentityOf(
        new { seed, prompts, options = Schedule.NeedsLength ? options : options with { Steps = null, Passes = new PpoRunOptions().Passes }, trainer.Options });

    /// <summary>Trains to the end.</summary>
    /// <param name="checkpoints">Where checkpoints go, and where the newest is looked for; null makes none.</param>
    /// <exception cref="TrainingException">A step cannot be learnt from; the weights are as before that step.</exception>
    /// <exception cref="CheckpointException">The newest checkpoint is of another iteration.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; a checkpoint was made of the last one.</exception>
    public async Task<PpoResult> RunAsync(Checkpoints? checkpoints = null, CancellationToken cancel = default)
    {
        var identity = checkpoints is null && End is null ? "" : Identity;
        var from = checkpoints?.FindLatest(identity);
        if (from is not null) OnResume?.Invoke(from, TotalSteps);
        using var journal = new RolloutJournal(Journal);
        List<PpoStepRecord> records = [];
        foreach (var record in from is null ? [] : PpoState.Restore(from.Folder, policy, trainer, journal)) Keep(record with { TotalSteps = TotalSteps });
        using var activity = s_telemetry.Begin(records.Count, TotalSteps);
        _lastUnmoved = Math.Max(0, trainer.Options.ValueWarmupSteps - (trainer.Steps - records.Count));

        var saved = records.Count;
        void Save()
        {
            if (records.Count > saved) checkpoints?.Save(records.Count, identity, folder => PpoState.Save(folder, policy, trainer, records, journal));
            saved = records.Count;
        }
        void Keep(PpoStepRecord record)
        {
            records.Add(record with { Rollouts = [], Groups = [] });   // what a step leaves in memory does not depend on its batch
            OnStep?.Invoke(record);
        }
        for (var step = saved; step < TotalSteps; step++)
        {
            PpoStepRecord done;
            try
            {
                using var stepping = Telemetry.Source.StartActivity("ppo step")?.SetTag("aop.step", step + 1);
                done = await StepAsync(step, Save, cancel);
                stepping?.SetTag("aop.reward_mean", done.RewardMean).SetTag("aop.kl", done.Kl);
            }
            catch (UserErrorException e) when (e is not SettingsException && checkpoints?.FindLatest() is { } last)
            {
                throw new TrainingException($"{e.Message} The last good checkpoint, after step {last.Step}, is '{last.Folder}'.", e);
            }
            journal.Append(done.Rollouts);
            Keep(done);
            Tell(done);
            if (checkpoints?.IsDue(records.Count, TotalSteps) == true) Save();
        }
        End?.Save(records.Count, identity, folder => PpoState.Save(folder, policy, trainer, records, journal));
        return new(records.Count, records);
    }

    private static void Tell(PpoStepRecord step)
    {
        s_telemetry.Step(step.TotalLoss);
        Telemetry.Kl.Record(step.Kl);
        if (step.SkippedUpdates > 0) Telemetry.Skipped.Add(step.SkippedUpdates);
        foreach (var rollout in step.Rollouts)
        {
            Telemetry.Reward.Record(rollout.Score);
            if (!rollout.Known) Telemetry.Tokens.Add(rollout.Tokens);
        }
    }

    /// <summary>Prompt and pass of each rollout of each batch; answers to the same prompt stand together.</summary>
    private static (int Prompt, int Pass)[][] Batches(int count, PpoRunOptions options, PpoOptions ppo, ulong seed)
    {
        if (count == 0) return [];
        var order = Enumerable.Range(0, options.Steps is null ? options.Passes : int.MaxValue)
            .SelectMany(pass => SeededRandom.For(seed, "prompt order", pass.ToString()).Permutation(count).Select(prompt => (Prompt: prompt, Pass: pass)))
            .SelectMany(asked => Enumerable.Repeat(asked, ppo.AnswersPerPrompt));
        return [.. order.Chunk(ppo.BatchSize).Where(b => b.Length == ppo.BatchSize).Take(options.Steps ?? int.MaxValue)];
    }

    /// <summary>What is known of each rollout of a step: null where the policy has to answer.</summary>
    private ScoredAnswer?[] KnownOf(int step)
    {
        if (Known.Count == 0 || step > _lastUnmoved) return new ScoredAnswer?[_batches[step].Length];
        var asked = _batches.Take(step).SelectMany(b => b).CountBy(b => b.Prompt).ToDictionary();
        return [.. _batches[step].Select(b => Next(b.Prompt))];

        ScoredAnswer? Next(int prompt)
        {
            var before = asked.GetValueOrDefault(prompt);
            asked[prompt] = before + 1;
            return Known.TryGetValue(prompts[prompt].Id, out var answers) && before < answers.Count ? answers[before] : null;
        }
    }

    /// <param name="keep">Makes a checkpoint of what was before the step.</param>
    private async Task<PpoStepRecord> StepAsync(int step, Action keep, CancellationToken cancel)
    {
        var questions = _batches[step].Select(asked => prompts[asked.Prompt]).ToArray();
        var known = KnownOf(step);
        int[] open = [.. Enumerable.Range(0, known.Length).Where(row => known[row] is null)];
        AnswerRequest[] requests = [.. open.Select(row => new AnswerRequest(questions[row].Text, Seeds.Derive(seed, "rollout", $"{step}:{row}")))];
        IReadOnlyList<Answer> drawn = [];
        double[] drawnScores;
        try
        {
            cancel.ThrowIfCancellationRequested();
            drawn = Engine is { } engine && requests.Length > 0
                ? await engine.AnswerAsync(requests, options.Sampling, Math.Max(0, step - _lastUnmoved), cancel: cancel)
                : policy.Answer(requests, options.Sampling, trainer.Options.BatchSize, cancel: cancel);
            Exchange[] asked = [.. open.Zip(drawn, (row, a) => new Exchange(questions[row].Text, a.Text, a.Ended))];
            drawnScores = open.Length == 0
                ? []
                : RewardScores.RequireOneEach($"The reward '{reward.Name}'", await UserCode.Call(() => reward.ScoreAsync(asked, cancel)), asked);
            FiniteChecks.RequireScores(drawnScores);
        }
        catch (Exception e) when (drawn.Count > 0 || e is OperationCanceledException or RolloutException)
        {
            keep();   // the policy can answer, and nothing has changed since the step before
            throw;
        }

        var fresh = drawn.Zip(drawnScores, (a, score) => new ScoredAnswer(a, score)).GetEnumerator();
        ScoredAnswer[] scored = [.. known.Select(k => k ?? (fresh.MoveNext() ? fresh.Current : throw new InvalidOperationException("An answer is missing.")))];
        Answer[] answers = [.. scored.Select(s => s.Answer)];
        double[] scores = [.. scored.Select(s => s.Score)];
        int[][] ids = [.. answers.Select(a => a.Ids)];
        var shuffles = SeededRandom.For(seed, "mini-batches", step.ToString());
        Rollout[] rollouts = [.. answers.Select((a, row) => new Rollout(a.PromptIds, a.Ids, scores[row], a.Ended, row / trainer.Options.AnswersPerPrompt,
            questions[row]))];
        var done = trainer.Step(rollouts, _ => shuffles.Permutation(questions.Length), Schedule.Factor(step));
        if (done.SkippedUpdates == done.Updates.Count)
            throw new TrainingException(
                $"PPO step {step + 1} of {TotalSteps} learnt nothing: every mini-batch was skipped (mean ratio {done.Updates[0].RatioMean:0.###}, " +
                "or a loss that is not finite). Lower PpoOptions.LearningRate, or scale the rewards (PpoOptions.ScoreScaling = true).");
        var difference = trainer.Options.LogprobTemperature == 1 ? LogprobDifference.Of(answers, done.Distributions["objective/logprobs"]) : null;
        return new PpoStepRecord(step + 1, TotalSteps, difference?.Beside(done.Stats) ?? done.Stats, done.SkippedUpdates,
            answers.Average(a => a.Ended ? 1.0 : 0), new PpoSample(questions[0].Text, answers[0].Text, scores[0]), AnswerTexture.Repetition(ids),
            AnswerTexture.DistinctShare(ids), AnswerTexture.RepeatedShare(ids))
        {
            Times = done.Times,
        }.Of(
        [
            .. rollouts.Select((r, row) => new PpoRollout(r.Prompt!, _batches[step][row].Pass, r.Score, r.Response.Length, known[row] is not null)
            {
                Answer = answers[row].Text,
                Ended = r.Ended,
                ScoreUsed = done.ScoresUsed[row],
                Kl = done.Distributions["objective/kl_dist"][row],
                Advantage = done.RolloutAdvantages[row],
            }),
        ]);
    }
}
