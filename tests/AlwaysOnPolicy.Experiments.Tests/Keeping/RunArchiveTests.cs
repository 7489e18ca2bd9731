using System.Formats.Tar;
using System.Text;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Keeping;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Tests;
using Microsoft.Data.Sqlite;
using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Tests.Keeping;

/// <summary>Runs that leave a machine as one file and come to another.</summary>
public sealed class RunArchiveTests : IDisposable
{
    private const string Manifest = "{\"format\":1,\"name\":\"r\",\"files\":[{FILES}],\"links\":[{LINKS}]}";
    private static readonly string s_hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";   // of "hello"
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    [Fact]
    public async Task A_run_exported_at_one_path_goes_on_at_another_and_ends_like_one_left_alone()
    {
        var settings = TinyExperiment.Settings("loop.arms=[aop]", "loop.iterations=1");
        await ExperimentRun.RunAsync(settings, At("first", "run"), "reward model", null, CancellationToken.None);
        using (var database = new SqliteConnection($"Data Source={At("first", "run", "other.sqlite")};Pooling=False"))
        {
            database.Open();   // and open still: what was committed lies in the file beside it
            using var command = database.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE calls (id INTEGER); INSERT INTO calls VALUES (7)";
            command.ExecuteNonQuery();
            System.IO.File.Exists(At("first", "run", "other.sqlite-wal")).ShouldBeTrue();
            RunArchive.Export(new RunFolder(At("first", "run")), At("a.tar.zst"));
            RunArchive.Export(new RunFolder(At("first", "run")), At("b.tar.zst"));
        }
        System.IO.File.ReadAllBytes(At("a.tar.zst")).ShouldBe(System.IO.File.ReadAllBytes(At("b.tar.zst")));
        Should.Throw<SettingsException>(() => RunArchive.Export(new RunFolder(At("first", "run")), At("a.tar.zst"))).Message.ShouldContain("--force");

        Directory.Delete(At("first"), recursive: true);
        var imported = RunImport.Import(At("a.tar.zst"), At("second", "moved"));
        new[] { ".lock", ".lock-owner", "progress.json", "other.sqlite-wal" }.ShouldAllBe(n => !System.IO.File.Exists(At("second", "moved", n)));
        using (var ledger = new SqliteConnection($"Data Source={At("second", "moved", "other.sqlite")};Pooling=False;Mode=ReadOnly"))
        {
            ledger.Open();
            using var command = ledger.CreateCommand();
            command.CommandText = "SELECT id FROM calls";
            command.ExecuteScalar().ShouldBe(7L);
        }
        await ExperimentRun.RunAsync(settings, At("second", "moved"), null, null, CancellationToken.None);
        imported.ReadLog().Count(l => l.Event == "stage_reused").ShouldBeGreaterThan(3);
        await ExperimentRun.RunAsync(settings, At("whole"), null, null, CancellationToken.None);
        TinyExperiment.Artifacts(At("second", "moved")).ShouldBe(TinyExperiment.Artifacts(At("whole")));

        // A finished one has links to its models, which lead to the same files there.
        RunArchive.Export(new RunFolder(At("second", "moved")), At("c.tar.zst"));
        var third = RunImport.Import(At("c.tar.zst"), At("third"));
        StageFiles.CheckedFolder(Path.Combine(third.FullPath, "policies", "aop-1")).ShouldNotBeNull();
        Should.Throw<SettingsException>(() => RunImport.Import(At("c.tar.zst"), At("third"))).Message.ShouldContain("is there already");

        // A damaged one is not exported.
        var weights = Directory.EnumerateFiles(Path.Combine(third.FullPath, "stages"), "model.safetensors", SearchOption.AllDirectories).First();
        var bytes = await System.IO.File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await System.IO.File.WriteAllBytesAsync(weights, bytes, TestContext.Current.CancellationToken);
        Should.Throw<StorageException>(() => RunArchive.Export(third, At("d.tar.zst"))).Message.ShouldContain("model.safetensors");
        System.IO.File.Exists(At("d.tar.zst")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_whose_stages_are_another_ones_is_exported_whole()
    {
        static Plan Of(int number)
        {
            var plan = new Plan(7);
            plan.Add(new Remember(), new Remember.In(number), "it");
            return plan;
        }

        var (own, member) = (new RunFolder(At("study", "base", "seed-1")), new RunFolder(At("study", "other", "seed-1")));
        await new Runner(own).RunAsync(Of(1), new RunOptions());
        SharedStages.Link(Of(1), member, [own]).ShouldBe(1);
        await new Runner(member).RunAsync(Of(1), new RunOptions());
        FolderLinks.Publish(member.FolderOf(Of(1).Nodes[0]), Path.Combine(member.FullPath, "policies", "p"));
        Should.Throw<SettingsException>(() => RunArchive.Export(new RunFolder(At("study")), At("s.tar.zst"))).Message.ShouldContain(member.FullPath);
        RunArchive.Export(member, At("m.tar.zst"));
        RunArchive.Export(own, At("o.tar.zst"));

        Directory.Delete(At("study"), recursive: true);
        foreach (var archive in new[] { "m", "o" })
        {
            var imported = RunImport.Import(At($"{archive}.tar.zst"), At(archive));
            var stage = imported.FolderOf(Of(1).Nodes[0]);
            new DirectoryInfo(stage).LinkTarget.ShouldBeNull();
            System.IO.File.Exists(Path.Combine(imported.FullPath, SharedStages.UsersName)).ShouldBeFalse();
            (await new Runner(imported).RunAsync(Of(1), new RunOptions())).Reused.ShouldBe(1);
        }
        System.IO.File.ReadAllText(At("m", "policies", "p", "output.json")).ShouldContain("1");

        // A link to what is no stage is not followed.
        Directory.CreateDirectory(At("outside"));
        Directory.CreateSymbolicLink(At("m", "stages", "x-000000000000"), At("outside"));
        Should.Throw<StorageException>(() => RunArchive.Export(new RunFolder(At("m")), At("n.tar.zst"))).Message.ShouldContain("x-000000000000");
    }

    private sealed class Remember : Stage<Remember.In, Remember.In>
    {
        public sealed record In(int Number);

        public override StageId Id => new("remember", 1);

        protected override Task<In> RunAsync(In input, StageContext stage, CancellationToken cancel) => Task.FromResult(input);
    }

    [Fact]
    public void Every_flipped_byte_of_an_archive_is_found_and_nothing_is_unpacked()
    {
        Write(At("x.tar.zst"), Sealed(File("a", 5)), ("run/a", "hello"));
        RunImport.Import(At("x.tar.zst"), At("good"));
        var whole = System.IO.File.ReadAllBytes(At("x.tar.zst"));
        for (var i = 0; i < whole.Length; i += 3)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            System.IO.File.WriteAllBytes(At("y.tar.zst"), damaged);
            try
            {
                // A bit that says nothing, such as an owner's number, changes nothing that is unpacked.
                RunImport.Import(At("y.tar.zst"), At("other"));
                System.IO.File.ReadAllText(At("other", "a")).ShouldBe("hello");
                Directory.Delete(At("other"), recursive: true);
            }
            catch (UserErrorException)
            {
                Path.Exists(At("other")).ShouldBeFalse();
                Directory.GetFileSystemEntries(_folder.Path, ".writing-*").ShouldBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData("../out"), InlineData("/tmp/out"), InlineData("a/../../out"), InlineData("..\\\\out"), InlineData("C:out"), InlineData("")]
    public void Paths_that_lead_out_of_the_run_are_refused(string path)
    {
        Write(At("x.tar.zst"), Sealed(File(path, 5)), ($"run/{path}", "hello"));
        Refused("no path inside");
    }

    [Fact]
    public void Links_that_lead_out_or_to_nothing_and_files_behind_links_are_refused()
    {
        foreach (var target in new[] { "../../etc/passwd", "/etc/passwd", "nothing", "." })
        {
            Write(At("x.tar.zst"), Sealed(File("a", 5), $$"""{"path":"l","target":"{{target}}"}"""), ("run/a", "hello"));
            Refused("the link 'l'");
        }
        Write(At("x.tar.zst"), Sealed($"{File("a", 5)},{File("l/b", 5)}", """{"path":"l","target":"a"}"""), ("run/a", "hello"), ("run/l/b", "hello"));
        Refused("would lie in a file");
    }

    [Fact]
    public void What_the_manifest_does_not_declare_is_refused()
    {
        Write(At("x.tar.zst"), Sealed(File("a", 5)), ("run/a", "hello"), ("run/b", "more"));
        Refused("'run/b'");
        Write(At("x.tar.zst"), Sealed(File("a", 5)), ("run/a", "hello!"));
        Refused("not as long");
        Write(At("x.tar.zst"), Sealed(File("a", 5)), ("run/a", "hellO"));
        Refused("does not fit its hash");
        Write(At("x.tar.zst"), Sealed(File("a", 5)));
        Refused("'a' is missing");
        Write(At("x.tar.zst"), Sealed($"{File("a", 5)},{File("a", 5)}"), ("run/a", "hello"));
        Refused("twice");
        Write(At("x.tar.zst"), Sealed(File("a", long.MaxValue / 4)), ("run/a", "hello"));
        Refused("are free");
        System.IO.File.WriteAllText(At("x.tar.zst"), "no archive");
        Refused("cannot be unpacked");
    }

    [Fact]
    public void A_bomb_is_stopped_where_it_unpacks_to_more_than_it_declares()
    {
        Write(At("x.tar.zst"), Sealed(File("a", 5)), ("run/a", "hello"), ("run/b", new string('\0', 40_000_000)));
        new FileInfo(At("x.tar.zst")).Length.ShouldBeLessThan(100_000);
        Refused("");
    }

    [Fact]
    public void Devices_and_folders_are_refused()
    {
        foreach (var type in new[] { TarEntryType.Fifo, TarEntryType.Directory, TarEntryType.HardLink, TarEntryType.CharacterDevice })
        {
            using (var stream = System.IO.File.Create(At("x.tar.zst")))
            using (var packed = new CompressionStream(stream))
            using (var tar = new TarWriter(packed, TarEntryFormat.Gnu))
            {
                Add(tar, "manifest.json", Sealed(File("a", 5)));
                var entry = new GnuTarEntry(type, "run/a");
                if (type == TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
                tar.WriteEntry(entry);
            }
            Refused($"({type})");
        }
    }

    private void Refused(string says)
    {
        Should.Throw<UserErrorException>(() => RunImport.Import(At("x.tar.zst"), At("target"))).Message.ShouldContain(says);
        Path.Exists(At("target")).ShouldBeFalse();
        Directory.GetFileSystemEntries(_folder.Path, ".writing-*").ShouldBeEmpty();
    }

    private static string File(string path, long bytes) => $$"""{"path":"{{path}}","bytes":{{bytes}},"sha256":"{{s_hash}}"}""";

    private static byte[] Sealed(string files, string links = "") => AlwaysOnPolicy.Files.SealedJson.Seal(
        Manifest.Replace("{FILES}", files, StringComparison.Ordinal).Replace("{LINKS}", links, StringComparison.Ordinal));

    private static void Write(string file, byte[] manifest, params (string Name, string Content)[] entries)
    {
        using var stream = System.IO.File.Create(file);
        using var packed = new CompressionStream(stream);
        using var tar = new TarWriter(packed, TarEntryFormat.Gnu);
        Add(tar, "manifest.json", manifest);
        foreach (var (name, content) in entries) Add(tar, name, Encoding.UTF8.GetBytes(content));
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
    }
}
