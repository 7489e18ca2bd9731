namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>Work that is done block by block goes on after the last whole block, and with nothing else.</summary>
public sealed class KeptItemsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private string File => Path.Combine(_run.Folder.FullPath, "deep", "squares.kept");

    /// <returns>The squares, and from which item on they were computed.</returns>
    private (double[] Squares, int From) Squares(string identity = "squares", int items = 10, int block = 3, int most = int.MaxValue)
    {
        using var kept = new KeptItems<double>(File, identity);
        List<double> done = [];
        foreach (var part in Enumerable.Range(0, items).Chunk(block).Take(most))
        {
            if (!kept.TryTake(part.Length, out var squares))
            {
                squares = [.. part.Select(n => n * n / 3.0)];
                kept.Add(squares);
            }
            done.AddRange(squares);
        }
        return ([.. done], kept.Kept);
    }

    [Fact]
    public void It_goes_on_after_the_last_whole_block()
    {
        var whole = Enumerable.Range(0, 10).Select(n => n * n / 3.0).ToArray();
        Squares(most: 2).From.ShouldBe(0);
        var (squares, from) = Squares();
        (squares, from).ShouldBe((squares, 6));
        squares.ShouldBe(whole);
        Squares().From.ShouldBe(10);
    }

    [Theory]
    [InlineData("half a line", 3), InlineData("a damaged block", 3), InlineData("blocks in another order", 0), InlineData("no line at all", 9)]
    public async Task What_is_not_whole_is_made_again(string what, int from)
    {
        var whole = Squares(items: 9).Squares;
        var lines = await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(3);
        var text = what switch
        {
            "half a line" => $"{lines[0]}\n{lines[1][..80]}",
            "a damaged block" => $"{lines[0]}\n{lines[1].Replace("3,", "4,", StringComparison.Ordinal)}\n{lines[2]}\n",
            "blocks in another order" => $"{lines[1]}\n{lines[0]}\n{lines[2]}\n",
            _ => string.Concat(lines.Select(l => l + "\n")),
        };
        await System.IO.File.WriteAllTextAsync(File, text, TestContext.Current.CancellationToken);
        Squares(items: 9).ShouldSatisfyAllConditions(s => s.Squares.ShouldBe(whole), s => s.From.ShouldBe(from));
        (await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken)).ShouldBe(lines);
    }

    [Fact]
    public void Other_work_and_blocks_of_another_size_take_none_of_it()
    {
        Squares();
        Squares("cubes").From.ShouldBe(0);
        Squares("cubes", block: 4).From.ShouldBe(0);
        Squares("cubes", block: 4).From.ShouldBe(10);
    }

    [Fact]
    public async Task A_stage_that_was_stopped_makes_what_it_lacks_and_says_so_on_the_screen_alone()
    {
        List<int> made = [];
        using var stop = new CancellationTokenSource();
        Plan Blocks(int stopAt)
        {
            var plan = new Plan(1);
            plan.Add(new Sum("blocks", meanwhile: async (stage, cancel) =>
            {
                var sums = await stage.InBlocksAsync<int, double>("sums", [.. Enumerable.Range(0, 10)], 4, (block, before) =>
                {
                    made.Add(before);
                    if (before == stopAt) stop.Cancel();
                    return new([.. block.Select(n => n / 7.0)]);
                }, cancel);
                stage.Metric(sums);
            }), new Sum.In(1, []), "blocks");
            return plan;
        }

        var stopped = await Record.ExceptionAsync(() => _run.GoAsync(Blocks(stopAt: 4), cancel: stop.Token));   // Shouldly would make another of it
        stopped.ShouldBeOfType<StoppedException>().Message.ShouldBe("Stopped. Finished stages are kept; the same command goes on from there.");
        await _run.GoAsync(Blocks(stopAt: -1));
        made.ShouldBe([0, 4, 8]);
        _run.Observer.Calls.ShouldContain("note blocks It goes on after 8 of 10 sums, which were kept.");
        var record = _run.Folder.FinishedStages().ShouldHaveSingleItem();
        record.Notes.ShouldBeEmpty();   // a report does not tell how often a run was stopped
        (await System.IO.File.ReadAllTextAsync(Path.Combine(_run.Folder.StagesFolder, $"blocks-{record.Key[..12]}", "metrics.jsonl"))).ShouldBe(
            $"[{string.Join(',', Enumerable.Range(0, 10).Select(n => System.Text.Json.JsonSerializer.Serialize(n / 7.0)))}]\n");
        Directory.GetFileSystemEntries(Path.Combine(_run.Folder.FullPath, "checkpoints")).ShouldBeEmpty();
    }
}
