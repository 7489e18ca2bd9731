using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Tests;

public sealed class AlignerArgumentTests(TinyWorld world) : IClassFixture<TinyWorld>
{
    private static readonly Aligner s_aligner = new();

    [Fact]
    public void An_empty_list_is_named() =>
        Named("examples", () => s_aligner.FineTuneAsync(world.Model, [], world.Path("x"))).ShouldContain("one at least");

    [Fact]
    public void An_empty_text_is_named_with_its_place() =>
        Named("examples", () => s_aligner.FineTuneAsync(world.Model, [new("q", "a"), new("q", " ")], world.Path("x"))).ShouldContain("examples[1]");

    [Fact]
    public void A_folder_that_is_there_is_not_written_over()
    {
        Named("output", () => s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Model)).ShouldContain("is there already");
        File.Exists(Path.Combine(world.Model, "config.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_named() =>
        (await Should.ThrowAsync<SettingsException>(s_aligner.AnswerAsync(world.Path("nowhere"), ["q"]))).Message.ShouldContain("to which model points");

    [Fact]
    public void Lists_of_answers_of_another_length_are_named() =>
        Named("answersB", () => s_aligner.JudgeAsync(["q1", "q2"], ["a", "b"], ["a"], new DelegateChatClient((m, c) => Task.FromResult("A"))))
            .ShouldContain("1 answers to 2 questions");

    [Fact]
    public void A_probe_question_without_a_domain_is_named() =>
        Named("probe", () => s_aligner.IterateAsync(world.Model, [new Question("1", null, "q")], TinyWorld.Length,
            new DelegateChatClient((m, c) => Task.FromResult("")), world.Path("x"))).ShouldContain("probe[0]");

    [Fact]
    public async Task Too_few_prompts_for_a_step_are_said_with_the_numbers() =>
        (await Should.ThrowAsync<ArgumentException>(s_aligner.PpoAsync(world.Model, ["q"], TinyWorld.Length, world.Path("x")))).Message
            .ShouldContain("1 prompts make 2 rollouts (PpoRunOptions.Passes = 2), fewer than one step's (PpoOptions.BatchSize = 16)");

    [Fact]
    public async Task A_batch_that_is_no_multiple_of_its_mini_batch_is_said_with_both_names() =>
        (await Should.ThrowAsync<SettingsException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("x"),
            TinyWorld.Job with { Ppo = new() { BatchSize = 4, MiniBatchSize = 3 } }))).Message
            .ShouldBe("PpoOptions.BatchSize (4) is not a multiple of PpoOptions.MiniBatchSize (3).");

    [Fact]
    public async Task An_answer_that_has_no_room_in_the_model_is_said_with_the_numbers() =>
        (await Should.ThrowAsync<SettingsException>(s_aligner.AnswerAsync(world.Model, ["why"], new() { MaxNewTokens = 600 }))).Message
            .ShouldContain("more than the model's 512 positions");

    [Fact]
    public async Task A_demonstration_that_is_longer_than_the_model_is_said_with_the_numbers() =>
        (await Should.ThrowAsync<DataException>(s_aligner.FineTuneAsync(world.Model, [new("why", string.Concat(Enumerable.Repeat("salt rocks ", 400)))],
            world.Path("x"), new() { Sft = new() { MaxAnswerTokens = 5000 } }))).Message.ShouldContain("512");

    [Fact]
    public async Task More_frozen_layers_than_there_are_is_an_error_with_the_option() =>
        (await Should.ThrowAsync<SettingsException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("x"),
            TinyWorld.Job with { Ppo = TinyWorld.Job.Ppo with { FrozenLayers = 50 } }))).Message.ShouldContain("50");

    [Fact]
    public async Task A_reward_that_gives_another_number_of_scores_is_told_so() =>
        (await Should.ThrowAsync<RewardException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions,
            (e, c) => ValueTask.FromResult<IReadOnlyList<double>>([1]), world.Path("x"), TinyWorld.Job))).Message.ShouldContain("gave 1 scores for 4 answers");

    [Fact]
    public async Task A_reward_that_is_no_number_is_told_with_the_answer() =>
        (await Should.ThrowAsync<RewardException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions,
            (e, c) => ValueTask.FromResult<IReadOnlyList<double>>([1, double.NaN, 1, 1]), world.Path("x"), TinyWorld.Job))).Message
            .ShouldContain("gave the score NaN");

    [Fact]
    public async Task An_error_of_the_reward_itself_comes_through() =>
        (await Should.ThrowAsync<InvalidTimeZoneException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions,
            (e, c) => throw new InvalidTimeZoneException("mine"), world.Path("x"), TinyWorld.Job))).Message.ShouldBe("mine");

    [Fact]
    public void An_option_out_of_range_is_refused_as_it_is_made() =>
        Should.Throw<SettingsException>(() => new IterationJob { ProbeAnswers = 0 }).Message.ShouldBe(
            "IterationJob.ProbeAnswers is 0; it must be from 1 to 64.");

    [Fact]
    public void Pairs_need_all_three_texts() =>
        Named("pairs", () => s_aligner.TrainRewardAsync(world.Model, [new PreferencePair("q", "", "b")], world.Path("x"))).ShouldContain("pairs[0]");

    [Fact]
    public void Held_out_data_is_looked_at_too()
    {
        Named("job", () => s_aligner.FineTuneAsync(world.Model, [new("q", "a")], world.Path("x"), new() { Validation = [new("q", "")] }))
            .ShouldContain("FineTuneJob.Validation[0]");
        Named("job", () => s_aligner.TrainRewardAsync(world.Model, [new("q", "a", "b")], world.Path("x"), new() { HeldOut = [null!] }))
            .ShouldContain("RewardJob.HeldOut[0]");
        Named("job", () => Iterate(new IterationJob { Exclude = [null!] })).ShouldContain("IterationJob.Exclude[0]");
    }

    [Fact]
    public void Two_probe_questions_with_one_id_are_named() =>
        Named("probe", () => s_aligner.IterateAsync(world.Model, [new("1", "sea", "q"), new("1", "sea", "r")], TinyWorld.Length, s_silent, world.Path("x")))
            .ShouldContain("2 questions have the id '1'");

    [Fact]
    public void A_missing_reward_is_named_as_the_caller_knows_it() => Named("reward", () => s_aligner.PpoAsync(world.Model, TinyWorld.Questions,
        (Func<IReadOnlyList<Exchange>, CancellationToken, ValueTask<IReadOnlyList<double>>>)null!, world.Path("x")));

    [Fact]
    public void A_missing_answer_is_named_with_its_place() =>
        Named("answersA", () => s_aligner.JudgeAsync(["q1", "q2"], ["a", null!], ["b", "c"], s_silent)).ShouldContain("answersA[1]");

    [Fact]
    public void An_iteration_whose_prompts_make_no_step_is_refused_before_anybody_answers() =>
        Named("job", () => Iterate(new IterationJob { Sizes = new() { AuthorCalls = 1, PromptsPerCall = 4 }, Ppo = new() { BatchSize = 16 } }))
            .ShouldContain("AuthorSizes.PromptsPerCall = 4: 4 prompts make 8 rollouts");

    [Fact]
    public void A_folder_beside_the_output_that_the_job_would_write_over_is_named()
    {
        foreach (var end in new[] { "-adapter", "-ema", "-ema-adapter" })
        {
            var (output, beside) = (world.Path($"kept{end}"), world.Path($"kept{end}{end}"));
            Directory.CreateDirectory(beside);
            File.WriteAllText(Path.Combine(beside, "notes.txt"), "mine");
            Named("output", () => s_aligner.PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, output,
                TinyWorld.Job with { Ppo = TinyWorld.Job.Ppo with { Lora = new(), EmaDecay = 0.5 } })).ShouldContain(beside);
        }
    }

    [Fact]
    public void An_output_that_cannot_be_made_is_told_before_anything_is_loaded()
    {
        File.WriteAllText(world.Path("file"), "");
        Should.Throw<StorageException>(() => s_aligner.PpoAsync(world.Path("nowhere"), ["q"], TinyWorld.Length, world.Path("file/policy"))).Message
            .ShouldContain("file/policy");
    }

    [Fact]
    public async Task A_reward_model_of_the_users_own_that_gives_another_number_of_scores_is_told_so()
    {
        (await Should.ThrowAsync<RewardException>(s_aligner.PpoAsync(world.Model, TinyWorld.Questions, new NineScores(), world.Path("x"), TinyWorld.Job)))
            .Message.ShouldStartWith("The reward 'nine' gave 9 scores for 4 answers");
        (await Should.ThrowAsync<RewardException>(s_aligner.IterateAsync(world.Model, [new("1", "sea", "q")], new NineScores(), s_silent, world.Path("x"),
            new IterationJob { Run = TinyWorld.Job.Run }))).Message.ShouldStartWith("The reward 'nine' gave 9 scores for 1 answers");
    }

    private static readonly DelegateChatClient s_silent = new((messages, cancel) => Task.FromResult(""));

    private Task<IterationResult> Iterate(IterationJob job) =>
        s_aligner.IterateAsync(world.Model, [new("1", "sea", "q")], TinyWorld.Length, s_silent, world.Path("x"), job);

    private sealed class NineScores : IRewardModel
    {
        public string Name => "nine";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(new double[9]);

        public void Dispose() { }
    }

    private static string Named(string parameter, Func<Task> call)
    {
        var error = Should.Throw<ArgumentException>(call);
        error.ParamName.ShouldBe(parameter);
        return error.Message;
    }
}
