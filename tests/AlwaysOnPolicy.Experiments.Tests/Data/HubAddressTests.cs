using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Hub;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>Files of fetched data sets as settings name them.</summary>
public sealed class HubAddressTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    private void Add(string reference, params string[] files)
    {
        var repository = Path.Combine(_cache.Path, "datasets--own--posts");
        foreach (var file in files)
        {
            var path = Path.Combine(repository, "snapshots", Commit, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "{}");
        }
        var named = Path.Combine(repository, "refs", reference);
        Directory.CreateDirectory(Path.GetDirectoryName(named)!);
        File.WriteAllText(named, Commit);
    }

    private string[] Files(string path) => [.. DataInput.FilesOf(new DataSource { Path = path }, "files.probe.data", new HubCache(_cache.Path))
        .Select(f => Path.GetRelativePath(Path.Combine(_cache.Path, "datasets--own--posts", "snapshots", Commit), f).Replace('\\', '/'))];

    [Fact]
    public void A_star_stands_for_any_text_in_a_part()
    {
        Add("main", "baking/test.json", "cars/test.json", "cars/train.json", "deep/er/test.json");
        Files("hf://datasets/own/posts/*/test.json").ShouldBe(["baking/test.json", "cars/test.json"]);
        Files("hf://datasets/own/posts/cars/train.json").ShouldBe(["cars/train.json"]);
    }

    [Fact]
    public void A_revision_stands_behind_the_name()
    {
        Add("refs/convert/parquet", "default/0000.parquet");
        Files("hf://datasets/own/posts@refs%2Fconvert%2Fparquet/default/*.parquet").ShouldBe(["default/0000.parquet"]);
        Files($"hf://datasets/own/posts@{Commit}/default/0000.parquet").ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_not_there_is_told_with_the_command_that_brings_it()
    {
        Add("main", "cars/train.json");
        foreach (var path in (string[])["hf://datasets/own/posts/*/test.json", "hf://datasets/own/others/*/test.json"])
        {
            var message = Should.Throw<SettingsException>(() => Files(path)).Message;
            message.ShouldContain($"'{path}', to which files.probe.data.path points, is not in the HuggingFace cache");
            message.ShouldEndWith($"Fetch it: aop data fetch {path.Split('/')[3]}/{path.Split('/')[4]} --files '*/test.json'");
        }
    }

    [Theory]
    [InlineData("hf://own/posts/test.json")]
    [InlineData("hf://datasets/own/posts")]
    [InlineData("hf://datasets/own/posts/")]
    [InlineData("hf://datasets/own/posts/../../secret")]
    [InlineData("hf://datasets/ow n/posts/a.json")]
    [InlineData("hf://datasets/own/posts@../a.json")]
    [InlineData("hf://datasets/own/posts@..%2F..%2Fother/a.json")]
    [InlineData("hf://datasets/own/posts@%2Fetc/passwd")]
    public void What_is_no_such_address_is_told(string path) =>
        Should.Throw<SettingsException>(() => Files(path)).Message.ShouldContain("hf://datasets/OWNER/NAME/FILE");

    [Fact]
    public void Settings_leave_it_as_it_is()
    {
        SettingsFile.Parse<DataSource>("path: hf://datasets/own/posts/a.json", "x.yaml", "/data").Path.ShouldBe("hf://datasets/own/posts/a.json");
        DataFileName.Read("hf://datasets/own/posts/a.parquet", "--pairs", DataUse.Pairs)
            .ShouldBe(new DataSource { Path = "hf://datasets/own/posts/a.parquet", Format = DataFormat.Parquet });
    }
}
