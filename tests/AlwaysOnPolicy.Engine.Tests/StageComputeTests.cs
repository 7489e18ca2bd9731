namespace AlwaysOnPolicy.Engine.Tests;

public sealed class StageComputeTests
{
    private static readonly StageCompute s_compute = new(1, 16, 1, "Processor A, AVX2");

    private static async Task<string[]> NotesAsync(StageCompute now, bool more)
    {
        using var run = new TestRun();
        async Task GoAsync(StageCompute compute, params int[] terms)
        {
            var plan = new Plan(1);
            foreach (var term in terms) plan.Add(new Sum(), new Sum.In(term, []), $"{term}");
            await new Runner(run.Folder).RunAsync(plan, new RunOptions { Compute = compute }, run.Observer);
        }
        await GoAsync(s_compute, 1);
        run.Folder.FinishedStages().Single().Compute.ShouldBe(s_compute);
        await GoAsync(now, more ? [1, 2] : [1]);
        string[] notes = [.. run.Observer.Calls.Where(c => c.StartsWith("note", StringComparison.Ordinal))];
        run.Folder.ReadLog().Count(l => l.Event == "note").ShouldBe(notes.Length);
        return notes;
    }

    [Fact]
    public async Task A_run_that_goes_on_with_other_compute_settings_or_on_another_processor_is_warned_of_in_one_sentence()
    {
        var note = (await NotesAsync(s_compute with { Threads = 2, BatchSize = 8, Processor = "Processor B, AVX-512" }, more: true)).ShouldHaveSingleItem();
        note.ShouldContain("compute.threads 1 and 2; compute.batch_size 16 and 8; processor Processor A, AVX2 and Processor B, AVX-512");
        note.Count(c => c == '.').ShouldBe(3, "two settings' names and the end of one sentence");
    }

    [Fact]
    public async Task One_that_goes_on_alike_or_computes_nothing_is_not()
    {
        (await NotesAsync(s_compute, more: true)).ShouldBeEmpty();
        (await NotesAsync(s_compute with { ParallelStages = 2 }, more: true)).ShouldBeEmpty("each stage has its own threads");
        (await NotesAsync(s_compute with { Threads = 2 }, more: false)).ShouldBeEmpty();
    }

    [Fact]
    public void What_runs_now_is_named_with_its_instruction_set()
    {
        var now = StageCompute.Now(1, 8, 2);
        (now.BatchSize, now.ParallelStages).ShouldBe((8, 2));
        now.Threads.ShouldBeGreaterThan(0);
        now.Processor.ShouldContain(", ");
    }
}
