using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>An experiment that is stopped within fine-tuning or reward training goes on there, and leaves the same bytes as one that was not.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-stopped-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>Fine-tuning has 2 epochs of 7 steps, reward training one of 4.</summary>
    [Theory]
    [InlineData("SFT", "sft", 1), InlineData("SFT", "sft", 7), InlineData("SFT", "sft", 9), InlineData("SFT", "sft", 14)]
    [InlineData("SFT", "sft", 9, "sft.training.lora.rank=2"), InlineData("reward model", "reward-model", 3)]
    [InlineData("aop 1: ppo", "ppo", 1, "compute.keep_rollouts=true")]
    public async Task It_goes_on_after_the_step_where_it_was_stopped(string until, string stage, int step, params string[] overrides)
    {
        var settings = TinyExperiment.Settings(["loop.arms=[aop]", .. overrides]);
        await ExperimentRun.RunAsync(settings, At("whole"), until, null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(
            () => ExperimentRun.RunAsync(settings, At("stopped"), until, new StopsAt(stage, step, stop), stop.Token));
        var calls = new Recorder();
        await ExperimentRun.RunAsync(settings, At("stopped"), until, calls, CancellationToken.None);

        calls.Calls.ShouldContain(c => c.StartsWith($"note {stage} ", StringComparison.Ordinal)
            && c.Contains($"goes on after step {step} of ", StringComparison.Ordinal));
        TinyExperiment.Artifacts(At("stopped")).ShouldBe(TinyExperiment.Artifacts(At("whole")));
        Directory.GetFileSystemEntries(At("stopped/checkpoints")).ShouldBeEmpty();
    }
}
