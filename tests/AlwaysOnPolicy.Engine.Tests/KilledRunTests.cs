using System.Text.Json;

namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>What the next run says of one that ended without a word.</summary>
public sealed class KilledRunTests : IDisposable
{
    private static readonly DateTimeOffset s_then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private static Plan One()
    {
        var plan = new Plan(1);
        plan.Add(new Sum(), new Sum.In(1, []), "aop 1: ppo");
        return plan;
    }

    private async Task<string?> AfterAsync(RunMemory? memory)
    {
        await _run.GoAsync(One());
        await File.WriteAllLinesAsync(_run.Folder.LogFile, (await File.ReadAllLinesAsync(_run.Folder.LogFile))[..^1]);   // without run_finished
        await File.WriteAllTextAsync(Path.Combine(_run.Folder.FullPath, "progress.json"), JsonSerializer.Serialize(
            new RunProgress(4711, Environment.MachineName, s_then, s_then, 60, 1, 0, [new("sum-1", ["aop 1: ppo"], 50, 0, null, 3, 8, null)], memory),
            ArtifactJson.Indented));
        await _run.GoAsync(One());
        return _run.Observer.Calls.SingleOrDefault(c => c.StartsWith("note  The run before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_was_killed_or_the_machine_went_down() => (await AfterAsync(RunMemory.Now() with
    {
        ResidentBytes = 1_000_000_000,
        LimitBytes = 16_000_000_000
    })).ShouldBe("note  The run before this one (process 4711 on " + Environment.MachineName +
        ", since 2026-01-02 03:04:05 UTC) ended without a word in the middle of aop 1: ppo: it was killed, or the machine went down. " +
        "When it last told, it held 1.0 GB of 16.0 GB. What was finished or kept is not computed again.");

    [Fact]
    public async Task Where_it_held_nearly_all_memory_that_is_the_likely_cause_and_it_says_what_to_lower() =>
        (await AfterAsync(RunMemory.Now() with { ResidentBytes = 15_000_000_000, LimitBytes = 16_000_000_000 })).ShouldNotBeNull().ShouldSatisfyAllConditions(
            n => n.ShouldContain("most likely the system killed it because memory was used up."), n => n.ShouldContain("it held 15.0 GB of 16.0 GB."),
            n => n.ShouldContain("lower compute.parallel_stages"));

    [Fact]
    public async Task Where_the_systems_count_of_such_kills_has_risen_that_is_the_likely_cause()
    {
        Assert.SkipUnless(RunMemory.Now().OutOfMemoryKills is not null, "this system does not count them");
        (await AfterAsync(new RunMemory(1, 16_000_000_000, RunMemory.Now().OutOfMemoryKills - 1))).ShouldNotBeNull()
            .ShouldContain("most likely the system killed it because memory was used up (its count of such kills has risen since).");
    }

    [Fact]
    public async Task One_that_ended_in_order_is_not_told_of()
    {
        await _run.GoAsync(One());
        await _run.GoAsync(One());
        _run.Observer.Calls.ShouldNotContain(c => c.Contains("The run before", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: not enough memory: you tried to allocate 12345 bytes.")]
    [InlineData("std::bad_alloc")]
    public async Task A_stage_that_gets_no_memory_says_so_and_what_to_lower(string native)
    {
        var plan = new Plan(1);
        plan.Add(new Sum(meanwhile: (_, _) => throw new System.Runtime.InteropServices.ExternalException(native)), new Sum.In(1, []), "ppo");
        var error = await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(plan));
        error.ShouldSatisfyAllConditions(e => e.InnerException.ShouldBeOfType<MemoryException>(),
            e => e.Message.ShouldContain("Memory is used up: this process holds"),
            e => e.Message.ShouldContain("ppo.mini_batch_size"), e => e.Message.ShouldContain("The finished stages are kept"), e => e.ExitCode.ShouldBe(1));
        MemoryException.IsOne(new OutOfMemoryException()).ShouldBeTrue();
        MemoryException.IsOne(new InvalidOperationException("the well is dry")).ShouldBeFalse();
    }
}
