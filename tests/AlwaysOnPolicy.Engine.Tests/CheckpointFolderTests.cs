namespace AlwaysOnPolicy.Engine.Tests;

public sealed class CheckpointFolderTests
{
    [Fact]
    public async Task A_stage_that_failed_finds_its_checkpoints_again_and_they_go_when_it_is_finished()
    {
        using var run = new TestRun();
        var (tries, found, folder) = (0, -1, "");
        Task Work(StageContext context, CancellationToken cancel)
        {
            folder = context.CheckpointFolder;
            found = Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{tries}"), "half way");
            return ++tries < 3 ? throw new InvalidOperationException("half way") : Task.CompletedTask;
        }
        var plan = new Plan(1);
        plan.Add(new Sum(meanwhile: Work), new Sum.In(1, []), "");

        await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(plan));
        found.ShouldBe(0);
        await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(plan));
        found.ShouldBe(1);
        folder.ShouldStartWith(run.Folder.FullPath);
        await run.GoAsync(plan);
        found.ShouldBe(2);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_that_lacks_something_is_run_again_with_its_checkpoints_and_its_output_can_be_read_meanwhile()
    {
        using var run = new TestRun();
        var (tries, found, folder) = (0, -1, "");
        Task Work(StageContext context, CancellationToken cancel)
        {
            folder = context.CheckpointFolder;
            found = Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{tries}"), "half way");
            if (++tries < 3) context.AskAgain("one number is missing");
            return Task.CompletedTask;
        }
        var plan = new Plan(1);
        var sum = plan.Add(new Sum(meanwhile: Work), new Sum.In(1, []), "");

        foreach (var (expectedTries, expectedFound, incomplete) in new[] { (1, 0, true), (2, 1, true), (3, 2, false), (3, 2, false) })
        {
            await run.GoAsync(plan);
            (tries, found).ShouldBe((expectedTries, expectedFound));
            run.Folder.Has(sum).ShouldBeTrue();
            var record = StageRecord.TryRead(run.Folder.FolderOf(sum)).ShouldNotBeNull();
            (record.Incomplete, record.Notes.Count, Directory.Exists(folder)).ShouldBe((incomplete, incomplete ? 1 : 0, incomplete));
            CheckpointSweep.Run(run.Folder, plan).ShouldBeNull();
        }
    }

    [Fact]
    public async Task What_a_stage_lacks_is_known_by_the_output_that_lacks_it_until_there_is_another()
    {
        using var run = new TestRun();
        var (seen, fails) = (new List<string?>(), false);
        Task Work(StageContext context, CancellationToken cancel)
        {
            seen.Add(context.LackingOutput);
            if (fails) throw new InvalidOperationException("as good as a kill");
            context.AskAgain("one number is missing");
            return Task.CompletedTask;
        }
        var plan = new Plan(1);
        plan.Add(new Sum(meanwhile: Work), new Sum.In(1, []), "");
        await run.GoAsync(plan);
        fails = true;
        await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(plan));
        fails = false;
        await run.GoAsync(plan);
        await run.GoAsync(plan);
        seen[0].ShouldBeNull();
        seen[1].ShouldNotBeNull().ShouldBe(seen[2]);
        seen[3].ShouldNotBeNull().ShouldNotBe(seen[2]);   // the same output, of another run
    }

    [Fact]
    public async Task A_run_whose_folder_cannot_be_written_any_more_says_so_and_a_file_elsewhere_is_the_stages_own_failure()
    {
        using var run = new TestRun();
        Plan Denied(Func<StageContext, string> place)
        {
            var plan = new Plan(1);
            plan.Add(new Sum(meanwhile: (context, _) => throw new UnauthorizedAccessException($"Access to the path '{place(context)}' is denied.")),
                new Sum.In(1, []), "");
            return plan;
        }
        (await Should.ThrowAsync<StorageException>(() => run.GoAsync(Denied(c => Path.Combine(c.Folder, "a file")))))
            .Message.ShouldContain($"'{run.Folder.FullPath}' cannot be written");
        await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(Denied(_ => "/elsewhere/model.safetensors")));
    }

    [Fact]
    public async Task Checkpoints_of_another_stage_are_not_found()
    {
        using var run = new TestRun();
        var folders = new List<string>();
        Sum Stage(string name) => new(name, meanwhile: (context, _) =>
        {
            folders.Add(context.CheckpointFolder);
            return Task.CompletedTask;
        });
        var plan = new Plan(1);
        plan.Add(Stage("a"), new Sum.In(1, []), "");
        plan.Add(Stage("a"), new Sum.In(2, []), "");
        plan.Add(Stage("b"), new Sum.In(1, []), "");
        await run.GoAsync(plan);
        folders.Distinct().Count().ShouldBe(3);
    }
}
