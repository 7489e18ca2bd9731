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
    [InlineData("/old", "HUGGINGFACE_HUB_CACHE=/old", "HF_HOME=/h")]
    [InlineData("/c", "HF_HUB_CACHE=/c", "HUGGINGFACE_HUB_CACHE=/old")]
    [InlineData("/me/hf/hub", "HF_HOME=$HOME/hf", "HOME=/me")]
    [InlineData("/me/a/$NOBODY", "HF_HUB_CACHE=${HOME}/a/$NOBODY", "HOME=/me")]
    public void The_environment_says_where_it_lies(string expected, params string[] environment)
    {
        var variables = environment.Select(e => e.Split('=')).ToDictionary(e => e[0], e => e[1]);
        HubCache.Find(variables.GetValueOrDefault).Root.Replace('\\', '/').ShouldBe(expected);
    }

    [Theory]
    [InlineData("new", false, "HF_TOKEN=new", "HUGGING_FACE_HUB_TOKEN=old")]
    [InlineData("old", false, "HUGGING_FACE_HUB_TOKEN=old", "HF_TOKEN_PATH=@")]
    [InlineData("in a file", false, "HF_TOKEN_PATH=@", "HF_HOME=/nowhere")]
    [InlineData(null, true, "TRANSFORMERS_OFFLINE=1", "HF_HOME=/nowhere")]
    [InlineData(null, false, "HF_HUB_OFFLINE=0", "TRANSFORMERS_OFFLINE=1", "HF_HOME=/nowhere")]
    [InlineData(null, true, "HF_HUB_OFFLINE=on", "TRANSFORMERS_OFFLINE=0", "HF_HOME=/nowhere")]
    public void The_environment_says_who_asks_and_whether_anything_is_asked(string? token, bool offline, params string[] environment)
    {
        var file = _folder.File("my-token");
        File.WriteAllText(file, "in a file\n");
        var variables = environment.Select(e => e.Split('=')).ToDictionary(e => e[0], e => e[1] == "@" ? file : e[1]);
        var settings = HubSettings.Find(variables.GetValueOrDefault);
        (settings.Token, settings.Offline).ShouldBe((token, offline));
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
