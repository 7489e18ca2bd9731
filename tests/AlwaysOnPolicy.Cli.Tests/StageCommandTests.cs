using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>aop stage run, and what a cluster's commands say without one.</summary>
public sealed class StageCommandTests : IDisposable
{
    private static readonly string[] s_small = [.. new[] { "loop.arms=[vanilla]", "loop.iterations=1", "sft.training.epochs=1",
        "miniature.demonstrations_per_domain=1", "miniature.pairs=20", "miniature.held_out_pairs=10", "miniature.test_per_domain=8",
        "miniature.probe_per_domain=1", "reward.training.epochs=1", "loop.author_calls=1", "compute.parallel_stages=1" }.SelectMany(s => new[] { "--set", s })];

    private readonly string _folder = Directory.CreateTempSubdirectory("aop-stage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Shards_and_their_stage_leave_what_the_run_left()
    {
        var place = Path.Combine(_folder, "run");
        (await Tool.RunAsync(["run", Tool.Tiny, "--out", place, .. s_small])).ExitCode.ShouldBe(0);
        var run = new RunFolder(place);
        var stage = PlannedStage.In(run).Single(s => s.Labels.Contains("SFT: answers"));
        var folder = Path.Combine(run.StagesFolder, stage.FolderName);
        var before = StageRecord.TryRead(folder)!.Files;
        Directory.Delete(folder, recursive: true);

        foreach (var shard in new[] { "2/2", "1/2" })
            (await Tool.RunAsync("stage", "run", stage.Key[..10], "--run", place, "--shard", shard)).Output.ShouldContain($"shard {shard} is done");
        Directory.GetFiles(Path.Combine(place, "checkpoints", stage.FolderName)).Select(Path.GetFileName)
            .ShouldBe(["answers.1-of-2.kept", "answers.2-of-2.kept"], ignoreOrder: true);   // 18 domains of 8 questions, twice: 3 blocks
        var whole = await Tool.RunAsync("stage", "run", stage.Key[..10], "--run", place);
        whole.ExitCode.ShouldBe(0, whole.Error);
        StageRecord.TryRead(folder)!.Files.ShouldBe(before);
        (await Tool.RunAsync("stage", "run", stage.FolderName, "--run", place)).Output.ShouldContain("was finished before");

        (await Tool.RunAsync("stage", "run", "nothing", "--run", place)).ShouldBeOneClearError(2, "nothing");
        var sft = PlannedStage.In(run).Single(s => s.Name == "sft");
        (await Tool.RunAsync("stage", "run", sft.Key, "--run", place, "--shard", "1/2")).ShouldBeOneClearError(2, "is not cut");
        Directory.Delete(Path.Combine(run.StagesFolder, sft.FolderName), recursive: true);
        Directory.Delete(folder, recursive: true);
        (await Tool.RunAsync("stage", "run", stage.Key, "--run", place)).ShouldBeOneClearError(2, $"aop stage run {sft.Key[..12]}");
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        (await Tool.RunAsync("stage", "run", "abc", "--run", _folder)).ShouldBeOneClearError(2, "holds no run");
        (await Tool.RunAsync("stage", "run", "abc", "--run", _folder, "--shard", "3")).ShouldBeOneClearError(2, "3/8");
        (await Tool.RunAsync("cluster", "check", "--config", Tool.Tiny)).ShouldBeOneClearError(2, "cluster");
        (await Tool.RunAsync("run", Tool.Tiny, "--out", _folder, "--set", "cluster={ shards: 2 }")).ShouldBeOneClearError(2, "cluster.store");
        var check = await Tool.RunAsync("cluster", "check", "--address", "http://127.0.0.1:1", "--store", _folder);
        check.ExitCode.ShouldBe(1);
        check.Output.ShouldStartWith("WRONG  cluster: 'http://127.0.0.1:1/' does not answer");
    }

    [Fact]
    public async Task A_dry_run_prints_jobs_and_where_they_would_run()
    {
        var dry = await Tool.RunAsync(["run", Tool.Tiny, "--dry-run", "--out", Path.Combine(_folder, "run"), .. s_small,
            "--set", $"cluster={{ store: {_folder}, shards: 3, address: 'http://head:8265' }}"]);
        dry.ExitCode.ShouldBe(0, dry.Error);
        dry.Output.ShouldContain($"On the cluster at http://head:8265, with the store '{_folder}'");
        dry.Output.ShouldContain("each 3 shards and a job that puts them together");
        dry.Output.ShouldContain("  sft: 1\n");
    }
}
