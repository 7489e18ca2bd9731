namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>A stage that is run by itself, whole or in shards, leaves what it leaves in a run.</summary>
public sealed class StageAloneTests : IDisposable
{
    private readonly TestRun _whole = new(), _cut = new();
    private readonly List<int> _made = [];
    private int _block = 4;

    public void Dispose()
    {
        _whole.Dispose();
        _cut.Dispose();
    }

    private (Plan Plan, PlanNode First, PlanNode Blocks) Plan(StageReach reach = StageReach.InShards)
    {
        var plan = new Plan(1);
        var first = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        var blocks = plan.Add(new Sum("blocks", reach: reach, meanwhile: async (stage, cancel) =>
        {
            var sums = await stage.InBlocksAsync<int, double>("sums", [.. Enumerable.Range(0, 23)], _block, (block, before) =>
            {
                lock (_made) _made.Add(before);
                return new([.. block.Select(n => n / 7.0)]);
            }, cancel);
            stage.Metric(sums);
            stage.Note($"{sums.Count} sums");
        }), new Sum.In(1, [first]), "blocks");
        return (plan, plan.NodeOf(first), plan.NodeOf(blocks));
    }

    private StageAlone Alone(Plan plan) => new(_cut.Folder, plan, compute: null);

    private async Task<PlanNode> WithFirstAsync(Plan plan, PlanNode first, PlanNode then)
    {
        (await Alone(plan).RunAsync(first, null, TestContext.Current.CancellationToken)).ShouldBeTrue();
        return then;
    }

    [Theory, InlineData(2), InlineData(3), InlineData(9)]
    public async Task Shards_and_the_stage_after_them_leave_the_same_bytes(int count)
    {
        var (plan, first, blocks) = Plan();
        await _whole.GoAsync(plan);
        _made.Clear();
        await WithFirstAsync(plan, first, blocks);
        foreach (var number in Enumerable.Range(1, count).Reverse())
            await Alone(plan).RunShardAsync(blocks, new(number, count), null, TestContext.Current.CancellationToken);
        _made.Order().ShouldBe([0, 4, 8, 12, 16, 20]);
        Directory.Exists(_cut.Folder.FolderOf(blocks)).ShouldBeFalse();
        (await Alone(plan).RunAsync(blocks, null, TestContext.Current.CancellationToken)).ShouldBeTrue();
        _made.Count.ShouldBe(6);
        Files(_cut, blocks).ShouldBe(Files(_whole, blocks));
        _cut.Folder.FinishedStages().ShouldContain(s => s.Name == "blocks" && s.Notes.SequenceEqual(new[] { "23 sums" }));
        Directory.Exists(_cut.Folder.CheckpointFolderOf(blocks)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_shard_lacks_or_damaged_is_made_by_the_stage()
    {
        var (plan, first, blocks) = Plan();
        await _whole.GoAsync(plan);
        await WithFirstAsync(plan, first, blocks);
        foreach (var number in new[] { 1, 3 }) await Alone(plan).RunShardAsync(blocks, new(number, 3), null, TestContext.Current.CancellationToken);
        var damaged = Path.Combine(_cut.Folder.CheckpointFolderOf(blocks), "sums.3-of-3.kept");
        var lines = await File.ReadAllLinesAsync(damaged, TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        await File.WriteAllTextAsync(damaged, $"{lines[0]}\n{lines[1][..70]}", TestContext.Current.CancellationToken);
        _made.Clear();
        await Alone(plan).RunAsync(blocks, null, TestContext.Current.CancellationToken);
        _made.ShouldBe([4, 16, 20]);
        Files(_cut, blocks).ShouldBe(Files(_whole, blocks));
    }

    [Fact]
    public async Task What_shards_of_other_blocks_kept_is_not_taken_for_these()
    {
        var (plan, first, blocks) = Plan();
        await _whole.GoAsync(plan);
        await WithFirstAsync(plan, first, blocks);
        foreach (var number in new[] { 1, 2 }) await Alone(plan).RunShardAsync(blocks, new(number, 2), null, TestContext.Current.CancellationToken);
        _block = 19;   // its second block has four items, as shard 2's first has
        await Alone(plan).RunAsync(blocks, null, TestContext.Current.CancellationToken);
        Files(_cut, blocks).ShouldBe(Files(_whole, blocks));
    }

    [Fact]
    public async Task A_shard_run_again_makes_nothing_anew()
    {
        var (plan, first, blocks) = Plan();
        await WithFirstAsync(plan, first, blocks);
        foreach (var _ in new[] { 1, 2 }) await Alone(plan).RunShardAsync(blocks, new(2, 3), null, TestContext.Current.CancellationToken);
        _made.ShouldBe([4, 16]);
    }

    [Fact]
    public async Task What_cannot_be_run_alone_is_said()
    {
        var (plan, first, blocks) = Plan(StageReach.Anywhere);
        (await Should.ThrowAsync<SettingsException>(() => Alone(plan).RunAsync(blocks, null, default))).Message.ShouldContain($"stage run {first.Key[..12]}");
        await WithFirstAsync(plan, first, blocks);
        (await Should.ThrowAsync<SettingsException>(() => Alone(plan).RunShardAsync(blocks, new(1, 2), null, default))).Message.ShouldContain("is not cut");
        StageAlone.Find(plan, blocks.Key[..9]).ShouldBe(blocks);
        StageAlone.Find(plan, blocks.FolderName).ShouldBe(blocks);
        Should.Throw<SettingsException>(() => StageAlone.Find(plan, "nothing")).Message.ShouldContain("plan.json");
        Should.Throw<SettingsException>(() => StageAlone.Find(plan, ""));
    }

    [Theory, InlineData("0/3"), InlineData("4/3"), InlineData("3"), InlineData("1/0"), InlineData("-1/3"), InlineData("1/20000"), InlineData("a/b")]
    public void No_shard_is_such_a_text(string text) => Should.Throw<SettingsException>(() => StageShard.Parse(text));

    [Fact]
    public async Task A_run_with_other_machines_sends_what_may_run_there_and_looks_at_what_comes_back()
    {
        var (plan, first, blocks) = Plan();
        var workers = new Elsewhere(async (node, run) =>
        {
            run.IsDone(first).ShouldBeTrue();
            await _whole.GoAsync(plan);
            FolderCopy.Copy(_whole.Folder.FolderOf(node), run.FolderOf(node));
        });
        var done = await new Runner(_cut.Folder).RunAsync(plan, new RunOptions { Workers = workers }, _cut.Observer, TestContext.Current.CancellationToken);
        done.Computed.ShouldBe(2);
        workers.Sent.ShouldBe([blocks]);
        Files(_cut, blocks).ShouldBe(Files(_whole, blocks));

        using var third = new TestRun();
        var lying = new Elsewhere((node, run) =>
        {
            FolderCopy.Copy(_whole.Folder.FolderOf(node), run.FolderOf(node));
            File.AppendAllText(Path.Combine(run.FolderOf(node), "output.json"), " ");
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<StorageException>(() => new Runner(third.Folder).RunAsync(plan, new RunOptions { Workers = lying },
            cancel: TestContext.Current.CancellationToken));
    }

    private static string[] Files(TestRun run, PlanNode node) =>
        [.. StageRecord.TryRead(run.Folder.FolderOf(node))!.Files.Select(f => $"{f.Path} {f.Sha256}")];

    private sealed class Elsewhere(Func<PlanNode, RunFolder, Task> make) : IStageWorkers
    {
        public List<PlanNode> Sent { get; } = [];

        public Task RunAsync(PlanNode node, RunFolder run, Action<string> tell, Action<int, int> progress, CancellationToken cancel)
        {
            Sent.Add(node);
            return make(node, run);
        }
    }
}
