using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Reports;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class StudyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-study-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("3", "7 8 9")]
    [InlineData("4-5", "4 5")]
    [InlineData("1,9", "1 9")]
    public void Seeds_are_a_number_or_a_list(string text, string seeds) => string.Join(' ', StudyCommand.Seeds(text, 7)).ShouldBe(seeds);

    [Fact]
    public void Seeds_side_by_side_are_held_to_cores_and_memory()
    {
        var one = new ComputeSettings { Threads = 1, ParallelStages = 1 };
        var cores = Environment.ProcessorCount;
        StudyCommand.Workers(one, null, long.MaxValue).ShouldBe(1, "nothing is known of the memory before a run is finished");
        StudyCommand.Workers(one, 1, long.MaxValue).ShouldBe(cores);
        StudyCommand.Workers(one, 1_000, 1_000).ShouldBe(1);
        StudyCommand.Workers(one, 1_000, 2_000).ShouldBe(1);
        StudyCommand.Workers(one, 1_000, 2_400).ShouldBe(Math.Min(cores, 2));
        StudyCommand.Workers(one with { Threads = cores }, 1, long.MaxValue).ShouldBe(1);
        StudyCommand.Workers(one with { Threads = 0 }, 1, long.MaxValue).ShouldBe(1);
    }

    [Fact]
    public void One_seed_is_no_study() => Should.Throw<SettingsException>(() => StudyCommand.Seeds("1", 7)).Message.ShouldContain("aop run");

    [Fact]
    public async Task A_study_shares_stages_goes_on_and_gives_the_same_again()
    {
        string[] Line(string folder, string workers) => ["study", Tool.Tiny, "--seeds", "5-6", "--vary", "loop.prompts_per_call=16",
            "--out", Path.Combine(_folder, folder), "--workers", workers,
            .. new[] { "loop.arms=[vanilla]", "loop.iterations=1", "sft.training.epochs=1",
            "miniature.demonstrations_per_domain=1", "miniature.pairs=20", "miniature.held_out_pairs=10", "miniature.test_per_domain=1",
            "miniature.probe_per_domain=1", "reward.training.epochs=1", "loop.author_calls=1", "compute.parallel_stages=1" }
                .SelectMany(s => new[] { "--set", s })];

        var first = await Tool.RunAsync(Line("a", "2"));
        first.ExitCode.ShouldBe(0, first.Error + first.Output);
        first.Output.ShouldContain("of them shared");
        var stages = Path.Combine(_folder, "a", "loop.prompts_per_call=16", "seed-5", "stages");
        Directory.GetDirectories(stages, "sft-*").ShouldHaveSingleItem();
        new DirectoryInfo(Directory.GetDirectories(stages, "sft-*")[0]).LinkTarget.ShouldNotBeNull();

        var again = await Tool.RunAsync(Line("a", "1"));
        again.Output.ShouldContain("seed 6, loop.prompts_per_call=16: finished before");
        (await Tool.RunAsync(Line("b", "1"))).ExitCode.ShouldBe(0);
        Gold("b").ShouldBe(Gold("a"));
    }

    private string Gold(string folder) => string.Join(' ', ReportReader.Read(Path.Combine(_folder, folder, "report", "report.json")).Study!.Differences
        .SelectMany(d => d.BySeed).Select(d => $"{d:R}"));
}
