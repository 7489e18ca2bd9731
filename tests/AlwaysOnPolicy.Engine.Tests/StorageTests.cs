using System.Diagnostics;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class StorageTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private static (Plan Plan, Artifact<Number> First, Artifact<Number> Last) Pair(Func<StageContext, CancellationToken, Task>? meanwhile = null)
    {
        var plan = new Plan(7);
        var first = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        return (plan, first, plan.Add(new Sum("second", meanwhile: meanwhile), new Sum.In(10, [first]), "second"));
    }

    [Fact]
    public async Task What_a_killed_run_left_is_removed_and_computed_anew()
    {
        var (plan, _, last) = Pair();
        Directory.CreateDirectory(Path.Combine(_run.Folder.StagesFolder, $".writing-second-{last.Key[..12]}-99999", "model"));
        await File.WriteAllTextAsync(Path.Combine(_run.Folder.StagesFolder, $".writing-second-{last.Key[..12]}-99999", "model", "half.bin"), "x");
        await File.WriteAllTextAsync(Path.Combine(_run.Folder.FullPath, ".writing-plan.json-99999"), "{");
        await File.WriteAllTextAsync(_run.Folder.LogFile, "{\"time\":\"2026-01-01T00:00:00+00:00\",\"event\":\"run_started\"}\n{\"time\":\"2026-");
        (await _run.GoAsync(plan)).Computed.ShouldBe(2);
        _run.StageFolders().ShouldAllBe(f => !f.StartsWith('.'));
        Directory.GetFiles(_run.Folder.FullPath, ".writing-*").ShouldBeEmpty();
        _run.Folder.ReadLog().Count(l => l.Event == "run_started").ShouldBe(2);
    }

    [Theory]
    [InlineData("output.json", "{ \"value\": 12 }")]
    [InlineData("output.json", null)]
    [InlineData("stage.json", "{")]
    [InlineData("stage.json", null)]
    public async Task A_damaged_stage_is_computed_anew_with_a_note_and_its_neighbours_are_kept(string file, string? content)
    {
        var (plan, first, last) = Pair();
        await _run.GoAsync(plan);
        var path = Path.Combine(_run.Folder.FolderOf(first), file);
        if (content is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, content);
        var summary = await _run.GoAsync(Pair().Plan);
        (summary.Computed, summary.Reused).ShouldBe((1, 1));
        _run.Observer.Calls.ShouldContain(c => c.StartsWith("note first") && c.Contains("is damaged") && c.Contains(file));
        (await _run.Folder.ReadAsync(first)).Value.ShouldBe(1);
        (await _run.Folder.ReadAsync(last)).Value.ShouldBe(11);
        _run.StageFolders().Length.ShouldBe(2);
    }

    [Fact]
    public async Task Two_runs_cannot_use_one_folder()
    {
        var (plan, _, _) = Pair(async (_, _) =>
        {
            var error = await Should.ThrowAsync<StorageException>(() => new Runner(_run.Folder).RunAsync(new Plan(1), new RunOptions()));
            error.Message.ShouldContain("in use by another run");
            error.Message.ShouldContain(_run.Folder.FullPath);
            error.Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTimeOffset.UtcNow.UtcDateTime:yyyy-}");
        });
        await _run.GoAsync(plan);
        await _run.GoAsync(plan);
    }

    [Fact]
    public async Task Whoever_writes_into_a_run_after_its_stages_holds_it_until_then()
    {
        var (plan, _, _) = Pair();
        using (var held = _run.Folder.Open())
        {
            await new Runner(_run.Folder, held).RunAsync(plan, new RunOptions());
            Should.Throw<StorageException>(() => new RunFolder(_run.Folder.FullPath).Open()).Message.ShouldContain($"process {Environment.ProcessId}");
        }
        await _run.GoAsync(plan);
    }

    [Fact]
    public async Task Reading_what_is_not_finished_or_not_readable_says_so()
    {
        var (plan, first, _) = Pair();
        (await Should.ThrowAsync<StorageException>(() => _run.Folder.ReadAsync(first))).Message.ShouldContain("has not finished");
        await _run.GoAsync(plan);
        await File.WriteAllTextAsync(Path.Combine(_run.Folder.FolderOf(first), "output.json"), "[1]");
        (await Should.ThrowAsync<StorageException>(() => _run.Folder.ReadAsync(first))).Message.ShouldContain("output.json' is not as it was written");
    }

    [Fact]
    public async Task A_read_only_copy_among_the_side_files_is_no_obstacle()
    {
        var (plan, _, _) = Pair(async (run, cancel) =>
        {
            var path = Path.Combine(run.Folder, "tokenizer.json");
            await File.WriteAllTextAsync(path, "{}", cancel);
            File.SetAttributes(path, FileAttributes.ReadOnly);
        });
        await _run.GoAsync(plan);
    }

    [Fact]
    public async Task A_run_folder_that_cannot_be_made_is_a_clear_error()
    {
        var file = Path.Combine(_run.Folder.FullPath, "file");
        await File.WriteAllTextAsync(file, "");
        var error = await Should.ThrowAsync<StorageException>(() => new Runner(new RunFolder(Path.Combine(file, "run")))
            .RunAsync(new Plan(1), new RunOptions()));
        error.Message.ShouldContain("cannot be written");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_is_one_clear_error_keeps_the_finished_and_leaves_no_half_written_file(bool wrapped)
    {
        using var disk = SmallDisk.Mount();
        var folder = new RunFolder(Path.Combine(disk.Path, "run"));
        var (plan, first, last) = Pair(async (run, cancel) =>
        {
            try
            {
                await File.WriteAllBytesAsync(Path.Combine(run.Folder, "big.bin"), new byte[1 << 21], cancel);
            }
            catch (IOException e) when (wrapped)
            {
                throw new CheckpointException("big.bin could not be written", e);
            }
        });
        var error = await Should.ThrowAsync<StorageException>(() => new Runner(folder).RunAsync(plan, new RunOptions()));
        error.Message.ShouldContain($"'{folder.FullPath}': the disk is full");
        error.Message.ShouldContain("of 1 MB free");
        folder.Has(first).ShouldBeTrue();
        Directory.GetDirectories(folder.StagesFolder).ShouldHaveSingleItem();

        var summary = await new Runner(folder).RunAsync(Pair().Plan, new RunOptions());
        (summary.Computed, summary.Reused).ShouldBe((1, 1));
        folder.Has(last).ShouldBeTrue();
    }

    [Fact]
    public async Task A_disk_that_is_full_from_the_start_is_the_same_error()
    {
        using var disk = SmallDisk.Mount();
        Directory.CreateDirectory(Path.Combine(disk.Path, "run"));
        using (var filler = new FileStream(Path.Combine(disk.Path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            try
            {
                while (true) filler.Write(new byte[4096]);
            }
            catch (IOException e)
            {
                StorageException.IsDiskFull(e).ShouldBeTrue();
            }
        }
        var run = new Runner(new RunFolder(Path.Combine(disk.Path, "run")));
        (await Should.ThrowAsync<StorageException>(() => run.RunAsync(Pair().Plan, new RunOptions()))).Message.ShouldContain("the disk is full");
    }

    /// <summary>A file system of 1 MB, where the tests may mount one.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private SmallDisk(string path) => Path = path;

        public string Path { get; }

        public static SmallDisk Mount()
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux mounts a small file system here");
            var path = Directory.CreateTempSubdirectory("aop-disk-").FullName;
            if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path)) return new SmallDisk(path);
            Directory.Delete(path);
            Assert.Skip("this user may not mount a small file system");
            throw new UnreachableException();
        }

        public void Dispose()
        {
            Run("umount", Path).ShouldBeTrue();
            Directory.Delete(Path);
        }

        private static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
