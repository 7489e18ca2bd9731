using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.Loop;

namespace AlwaysOnPolicy.Experiments.Tests.Stages;

public sealed class TrainRewardModelTests
{
    /// <summary>A stage that gives what the test wants.</summary>
    private sealed class Given<T>(string name, T output) : Stage<Given<T>.In, T>
        where T : notnull
    {
        public sealed record In;

        public override StageId Id => new(name, 1);

        protected override Task<T> RunAsync(In input, StageContext stage, CancellationToken cancel) => Task.FromResult(output);
    }

    [Fact]
    public async Task No_held_out_pair_is_a_clear_error()
    {
        using var run = new TestRun();
        var settings = TinyExperiment.Settings();
        var plan = new Plan(1);
        var policy = plan.Add(new PrepareBaseModel(new MiniatureSource(settings.Miniature!)), new PrepareBaseModel.In("miniature"), "model");
        var sft = new RunPolicy(policy, PrepareBaseModel.ModelName);
        var pair = new PreferencePair("why is kitten itchy ?", "soothe the litter .", "ask .");
        var pairs = plan.Add(new Given<PreferenceSets>("pairs", new([pair], [])), new(), "pairs");
        var answers = plan.Add(new Given<AnswerSet>("probe", new([])), new(), "probe");
        plan.Add(new TrainRewardModel(settings.Compute), new TrainRewardModel.In(
            sft, pairs, answers, settings.Reward, settings.PromptFormat, settings.SavedType), "reward model");

        var error = await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(plan));
        error.Message.ShouldContain("No preference pair is held out");
        error.Message.ShouldContain("files.preferences.held_out_pairs");
        error.ExitCode.ShouldBe(1);
    }
}
