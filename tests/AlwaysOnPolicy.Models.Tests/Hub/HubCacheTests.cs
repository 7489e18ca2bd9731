using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Models.Tests.Hub;

/// <summary>Where the cache lies, and which folder a model's name stands for.</summary>
public sealed class HubCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/c", "HF_HUB_CACHE=/c", "HF_HOME=/h")]
    [InlineData("/h/hub", "HF_HOME=/h", "XDG_CACHE_HOME=/x")]
    [InlineData("/x/huggingface/hub", "XDG_CACHE_HOME=/x", "HF_HOME=")]
    public void The_environment_says_where_it_lies(string expected, params string[] environment)
    {
        var variables = environment.Select(e => e.Split('=')).ToDictionary(e => e[0], e => e[1]);
        HubCache.Find(variables.GetValueOrDefault).Root.Replace('\\', '/').ShouldBe(expected);
    }

    [Fact]
    public void Without_a_word_it_lies_in_the_home_folder() => HubCache.Find(_ => null).Root.ShouldBe(
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface", "hub"));

    [Fact]
    public void A_name_stands_for_the_snapshot_of_its_branch_or_commit()
    {
        var cache = new HubCache(_folder.Path);
        var snapshot = Directory.CreateDirectory(Path.Combine(_folder.Path, "models--own--tiny", "snapshots", "abc")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "models--own--tiny", "refs"));
        File.WriteAllText(Path.Combine(_folder.Path, "models--own--tiny", "refs", "main"), "abc");
        cache.Resolve("own/tiny").ShouldBe(snapshot);
        cache.Resolve("own/tiny", "abc").ShouldBe(snapshot);
        cache.Resolve(snapshot).ShouldBe(snapshot);
        Should.Throw<CheckpointException>(() => cache.Resolve("own/tiny", "v2")).Message.ShouldContain("v2");
        Should.Throw<CheckpointException>(() => cache.Resolve("own/other")).Message.ShouldContain("aop models fetch own/other");
    }

    [Theory]
    [InlineData("../tiny")]
    [InlineData("a/b/c")]
    [InlineData("own/")]
    [InlineData("own/a--b")]
    [InlineData("own/a..b")]
    [InlineData("own/tiny model")]
    [InlineData("")]
    public void What_is_no_name_is_refused(string text) => Should.Throw<SettingsException>(() => HubId.Parse(text)).Message.ShouldContain("owner/name");
}
