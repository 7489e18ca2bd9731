using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Models.Tests.Files;

public sealed class DurableTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    private string At(params string[] parts) => Path.Combine([_place.Path, .. parts]);

    /// <summary>Every file with its content, under its path within the test's folder.</summary>
    private string[] Files() =>
        [.. Directory.GetFiles(_place.Path, "*", SearchOption.AllDirectories)
            .Select(f => $"{Path.GetRelativePath(_place.Path, f)}: {File.ReadAllText(f)}").Order(StringComparer.Ordinal)];

    [Fact]
    public void A_file_takes_the_place_of_the_one_before_and_leaves_nothing_beside_it()
    {
        Durable.WriteText(At("a"), "old");
        Durable.WriteText(At("a"), "née");
        Files().ShouldBe(["a: née"]);
        File.ReadAllBytes(At("a")).ShouldBe([(byte)'n', 0xC3, 0xA9, (byte)'e']);   // UTF-8, no byte order mark
    }

    [Fact]
    public void A_file_whose_writing_fails_is_the_old_one()
    {
        Durable.WriteText(At("a"), "old");
        Should.Throw<TimeoutException>(() => Durable.Write(At("a"), file =>
        {
            file.WriteByte((byte)'h');
            throw new TimeoutException();
        }));
        Files().ShouldBe(["a: old"]);
    }

    [Fact]
    public void A_folder_takes_the_place_of_the_one_before_whole()
    {
        Durable.WriteFolder(At("f"), f => File.WriteAllText(Path.Combine(f, "gone"), "1"));
        Durable.WriteFolder(At("f"), f =>
        {
            Directory.CreateDirectory(Path.Combine(f, "inner"));
            File.WriteAllText(Path.Combine(f, "inner", "new"), "2");
        });
        Files().ShouldBe([$"{Path.Combine("f", "inner", "new")}: 2"]);
        Directory.GetDirectories(_place.Path).ShouldBe([At("f")]);
    }

    [Fact]
    public void A_folder_whose_writing_fails_is_the_old_one()
    {
        Durable.WriteFolder(At("f"), f => File.WriteAllText(Path.Combine(f, "kept"), "1"));
        Should.Throw<TimeoutException>(() => Durable.WriteFolder(At("f"), f =>
        {
            File.WriteAllText(Path.Combine(f, "kept"), "2");
            throw new TimeoutException();
        }));
        Files().ShouldBe([$"{Path.Combine("f", "kept")}: 1"]);
    }

    [Fact]
    public void What_a_killed_writer_left_of_a_folder_is_not_taken_over()
    {
        Directory.CreateDirectory(At($"{Durable.TemporaryPrefix}f"));
        File.WriteAllText(At($"{Durable.TemporaryPrefix}f", "half"), "");
        Durable.WriteFolder(At("f"), f => File.WriteAllText(Path.Combine(f, "whole"), "1"));
        Files().ShouldBe([$"{Path.Combine("f", "whole")}: 1"]);
    }

    [Fact]
    public void A_file_under_another_name_is_moved_over_the_old_one()
    {
        File.WriteAllText(At("part"), "new");
        File.WriteAllText(At("blob"), "old");
        Durable.PublishFile(At("part"), At("blob"));
        Files().ShouldBe(["blob: new"]);
    }
}
