using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Tests.Loop;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>More steps in the folder of a finished run: they go on from its last, and end like one run in one piece.</summary>
public sealed class LongerRunTests : IDisposable
{
    private readonly SmallPpo _small = new();

    public void Dispose() => _small.Dispose();

    private Task<PpoAloneResult> RunAsync(PpoSettings settings, string name, bool replace = false) =>
        PpoAloneRun.RunAsync(settings, _small.At(name), null, default, replace);

    private string Log(string name) => File.ReadAllText(Path.Combine(_small.At(name), "run.log.jsonl"));

    private string[] Policy(string name) => [.. TinyExperiment.Artifacts(_small.At(name))
        .Where(a => a.Key.Contains("/model/", StringComparison.Ordinal) || a.Key.EndsWith("metrics.jsonl", StringComparison.Ordinal))
        .Select(a => $"{a.Key} {a.Value}")];

    [Fact]
    public async Task More_steps_go_on_from_the_last_one_and_end_like_a_run_in_one_piece()
    {
        await RunAsync(_small.Settings with { Steps = 3 }, "longer");
        (await RunAsync(_small.Settings with { Steps = 5 }, "longer")).Outcome.Steps.ShouldBe(5);
        Log("longer").ShouldContain("goes on after step 3 of 5");
        await RunAsync(_small.Settings with { Steps = 5 }, "whole");
        Policy("whole").ShouldNotBeEmpty();
        foreach (var file in Policy("whole")) Policy("longer").ShouldContain(file);
    }

    [Fact]
    public async Task Steps_go_on_from_passes_and_passes_from_passes()
    {
        var passes = _small.Settings with { Steps = null, Passes = 2 };
        (await RunAsync(passes, "run")).Outcome.Steps.ShouldBe(1);                    // 5 prompts twice, batches of 8
        (await RunAsync(passes with { Passes = 4 }, "run")).Outcome.Steps.ShouldBe(2);
        Log("run").ShouldContain("goes on after step 1 of 2");
        (await RunAsync(_small.Settings with { Steps = 3 }, "run")).Outcome.Steps.ShouldBe(3);
        Log("run").ShouldContain("goes on after step 2 of 3");
    }

    [Fact]
    public async Task Fewer_steps_and_other_settings_begin_anew()
    {
        await RunAsync(_small.Settings with { Steps = 3 }, "run");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(_small.Settings with { Steps = 2 }, "run"))).Message
            .ShouldContain("steps is 3 there, and 2 here");
        await RunAsync(_small.Settings with { Steps = 2 }, "run", replace: true);
        await RunAsync(_small.Settings with { Steps = 4, Ppo = _small.Settings.Ppo with { LearningRate = 2e-3 } }, "run", replace: true);
        Log("run").ShouldNotContain("goes on after");
    }

    [Fact]
    public async Task Where_the_rate_depends_on_the_length_it_begins_anew_and_says_so()
    {
        var falling = _small.Settings with { Ppo = _small.Settings.Ppo with { FinalFraction = 0.5 } };
        await RunAsync(falling with { Steps = 2 }, "longer");
        await RunAsync(falling with { Steps = 3 }, "longer");
        Log("longer").ShouldContain("The training of 2 steps that is there cannot be gone on from: with ppo.final_fraction at 0.5");
        await RunAsync(falling with { Steps = 3 }, "whole");
        foreach (var file in Policy("whole")) Policy("longer").ShouldContain(file);
    }
}
