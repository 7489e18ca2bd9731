using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Tests;

public sealed class AlignerTests(TinyWorld world) : IClassFixture<TinyWorld>
{
    private static readonly Aligner s_aligner = new();

    private static readonly Demonstration[] s_examples =
        [new("why is the sea salty", "salt comes from rocks"), new("how do I bake bread", "knead it and wait")];

    [Fact]
    public async Task Fine_tuning_learns_the_answers_tells_each_step_and_leaves_a_model_that_gives_them()
    {
        var steps = new List<StepRecord>();
        var job = new FineTuneJob { Sft = new() { Training = new() { Epochs = 60, LearningRate = 3e-3 } } };
        var result = await s_aligner.FineTuneAsync(world.Model, s_examples, world.Path("tuned"), job, new DirectProgress<StepRecord>(steps.Add));

        result.Steps.ShouldBe(60);   // both examples are one batch
        steps.Select(s => s.Step).ShouldBe(Enumerable.Range(1, 60));
        result.TrainingLosses[^1].ShouldBeLessThan(0.2);
        var answers = await s_aligner.AnswerAsync(world.Path("tuned"), [.. s_examples.Select(e => e.Question)], new() { Greedy = true, MaxNewTokens = 20 });
        answers.ShouldBe(s_examples.Select(e => new Exchange(e.Question, e.Answer)));
    }

    [Fact]
    public async Task The_trained_model_keeps_the_form_of_its_prompts()
    {
        var job = new FineTuneJob { PromptFormat = new() { Template = "Q: {question} A:" }, Sft = new() { Keep = KeptModel.Last } };
        await s_aligner.FineTuneAsync(world.Model, s_examples, world.Path("form"), job);
        File.ReadAllText(Path.Combine(world.Path("form"), "prompt_format.json")).ShouldContain("Q: {question} A:");
    }

    [Fact]
    public async Task A_trained_reward_model_prefers_what_people_did()
    {
        PreferencePair[] pairs = [new("why is the sea salty", "salt comes from rocks", "bread"), new("how do I bake bread", "knead it", "salt and rocks")];
        var job = new RewardJob { Fit = new() { Training = new() { Epochs = 30, LearningRate = 3e-3 } }, HeldOut = pairs };
        var result = await s_aligner.TrainRewardAsync(world.Model, pairs, world.Path("reward"), job);
        result.HeldOut[^1].Right.ShouldBe(2);
        using var reward = RewardModels.Load(world.Path("reward"));
        foreach (var pair in pairs)
        {
            var scores = await reward.ScoreAsync([new(pair.Question, pair.Chosen), new(pair.Question, pair.Rejected)]);
            scores[0].ShouldBeGreaterThan(scores[1]);
        }
    }

    [Fact]
    public async Task PPO_asks_the_function_for_each_step_and_tells_its_mean_by_name()
    {
        var (calls, steps) = (new List<double[]>(), new List<PpoStepRecord>());
        var result = await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, async (exchanges, cancel) =>
        {
            var scores = await TinyWorld.Length(exchanges, cancel);
            calls.Add([.. scores]);
            return scores;
        }, world.Path("ppo"), TinyWorld.Job, new DirectProgress<PpoStepRecord>(steps.Add));

        result.Records.Select(r => r.Stats).ShouldBe(steps.Select(s => s.Stats));
        calls.ShouldAllBe(c => c.Length == 4);
        steps.Select(s => s.RewardMean).ShouldBe(calls.Select(c => c.Average()), 1e-9);
        steps[0].Kl.ShouldBe(0, 1e-5);   // the policy is its reference
        Weights("ppo").ShouldNotBe(Weights("tiny"));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_model_and_another_another()
    {
        foreach (var (name, seed) in new[] { ("seed-a", 3UL), ("seed-b", 3UL), ("seed-c", 4UL) })
            await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path(name), TinyWorld.Job with { Seed = seed });
        Weights("seed-b").ShouldBe(Weights("seed-a"));
        Weights("seed-c").ShouldNotBe(Weights("seed-a"));
    }

    [Fact]
    public async Task With_LoRA_the_adapter_lies_beside_the_model()
    {
        await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("lora"),
            TinyWorld.Job with { Ppo = TinyWorld.Job.Ppo with { Lora = new() { Rank = 2 }, EmaDecay = 0.5 } });
        File.Exists(Path.Combine(world.Path("lora-adapter"), "adapter_config.json")).ShouldBeTrue();
        File.Exists(Path.Combine(world.Path("lora-ema"), "config.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_iteration_shows_the_author_the_probe_and_trains_on_what_it_writes()
    {
        string? shown = null;
        using var author = new DelegateChatClient((messages, cancel) =>
        {
            shown = string.Concat(messages.Select(m => m.Text));
            return Task.FromResult("1. [sea] why is the sea cold\n2. [bread] how long does bread keep\n3. [sea] who drinks the sea\n4. [bread] who eats rocks");
        });
        Question[] probe = [new("1", "sea", "why is the sea salty"), new("2", "bread", "how do I bake bread")];
        var phases = new List<IterationProgress>();
        var result = await s_aligner.IterateAsync(world.Model, probe, TinyWorld.Length, author, world.Path("iteration"),
            new IterationJob
            {
                Ppo = TinyWorld.Job.Ppo,
                Run = new() { Sampling = TinyWorld.Job.Run.Sampling },
                Sizes = new() { AuthorCalls = 1, PromptsPerCall = 4 },
                ProbeAnswers = 3,
            },
            new DirectProgress<IterationProgress>(phases.Add));

        shown.ShouldNotBeNull().ShouldContain("Question: why is the sea salty");
        result.Probe.Count.ShouldBe(6);
        result.Probe.Average(s => s.Reward).ShouldBe(0, 1e-9);   // standardised
        result.Prompts.Prompts.Select(p => p.Domain).ShouldBe(["sea", "bread", "sea", "bread"]);
        result.Training.Steps.ShouldBe(2);   // 4 prompts, 2 passes, batches of 4
        phases.Select(p => p.Phase).Distinct().ShouldBe([IterationPhase.Probing, IterationPhase.Authoring, IterationPhase.Training]);
        phases[^1].Step!.Stats.ShouldBe(result.Training.Records[^1].Stats);
        Weights("iteration").ShouldNotBe(Weights("tiny"));
    }

    [Fact]
    public async Task A_prompt_of_the_probe_is_not_trained_on()
    {
        var calls = 0;
        using var author = new DelegateChatClient((messages, cancel) => Task.FromResult(calls++ == 0
            ? "1. [sea] Why is the sea salty?\n2. [sea] why is the sea cold"
            : "1. [sea] who drinks the sea"));
        var result = await s_aligner.IterateAsync(world.Model, [new("1", "sea", "why is the sea salty")], TinyWorld.Length, author, world.Path("held-out"),
            new IterationJob { Ppo = TinyWorld.Job.Ppo, Run = TinyWorld.Job.Run, Sizes = new() { AuthorCalls = 1, PromptsPerCall = 2 } });
        result.Prompts.Prompts.Select(p => p.Text).ShouldBe(["why is the sea cold", "who drinks the sea"]);
    }

    [Fact]
    public async Task Judging_counts_the_verdicts_of_both_orders()
    {
        // It prefers the longer answer, whichever it reads first.
        using var judge = new DelegateChatClient((messages, cancel) =>
        {
            var text = messages.Last().Text;
            var (a, b) = (text.IndexOf(" Response A: ", StringComparison.Ordinal), text.IndexOf(" Response B: ", StringComparison.Ordinal));
            var (first, second) = (b - a, text.IndexOf(". Return answer", StringComparison.Ordinal) - b);
            return Task.FromResult(first > second ? "A" : first < second ? "B" : "C");
        });
        var judgement = await s_aligner.JudgeAsync(["q1", "q2", "q3"], ["long answer", "no", "same"], ["short", "longer", "same"], judge);
        (judgement.WinRate.AWins, judgement.WinRate.BWins, judgement.WinRate.Ties).ShouldBe((1, 1, 1));
        judgement.Verdicts.Select(v => v.QuestionId).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task A_job_that_was_cancelled_goes_on_from_its_checkpoint_to_the_same_model()
    {
        var job = TinyWorld.Job with { Run = TinyWorld.Job.Run with { Steps = 4 } };
        await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("whole"), job);

        using var stop = new CancellationTokenSource();
        var stopped = job with { Checkpoints = new Checkpoints(world.Path("checkpoints"), every: 1) };
        await Should.ThrowAsync<OperationCanceledException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("parts"), stopped,
            new DirectProgress<PpoStepRecord>(s =>
            {
                if (s.Step == 2) stop.Cancel();
            }), stop.Token));
        Directory.Exists(world.Path("parts")).ShouldBeFalse();

        await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("parts"), stopped);
        Weights("parts").ShouldBe(Weights("whole"));
    }

    [Fact]
    public async Task A_job_that_goes_on_writes_over_neither_its_model_nor_a_folder_that_is_no_model()
    {
        var job = TinyWorld.Job with { Checkpoints = new Checkpoints(world.Path("kept-checkpoints"), every: 1) };
        await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("kept"), job);
        job.Checkpoints.FindLatest().ShouldNotBeNull();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(world.Path("papers")).FullName, "thesis.txt"), "mine");

        foreach (var output in new[] { world.Model, world.Path("papers") })
            Should.Throw<ArgumentException>(() => s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, output, job)).ParamName
                .ShouldBe("output");
        await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("kept"), job);
    }

    [Fact]
    public async Task A_reward_and_a_progress_that_block_on_a_task_do_not_wait_for_themselves()
    {
        static async Task<IReadOnlyList<double>> Slow(IReadOnlyList<Exchange> exchanges)
        {
            await Task.Yield();
            return [.. exchanges.Select(e => (double)e.Answer.Length)];
        }
        var result = await s_aligner.PpoAsync(world.Model, TinyWorld.Questions, (exchanges, cancel) => ValueTask.FromResult(Slow(exchanges).Result),
            world.Path("blocking"), TinyWorld.Job, new DirectProgress<PpoStepRecord>(_ => Slow([]).Wait())).WaitAsync(TimeSpan.FromMinutes(2));
        result.Steps.ShouldBe(2);
    }

    private byte[] Weights(string name) => File.ReadAllBytes(Path.Combine(world.Path(name), "model.safetensors"));
}
