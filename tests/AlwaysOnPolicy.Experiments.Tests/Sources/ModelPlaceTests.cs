using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Hub;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class ModelPlaceTests : IDisposable
{
    private sealed record Place
    {
        [PathSetting(AllowsHubId = true)] public string? Model { get; init; }
    }

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_in_the_cache_is_found_by_its_id()
    {
        var snapshot = Directory.CreateDirectory(Path.Combine(_folder.Path, "models--own--tiny", "snapshots", "abc")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "models--own--tiny", "refs"));
        File.WriteAllText(Path.Combine(_folder.Path, "models--own--tiny", "refs", "main"), "abc");
        File.WriteAllText(Path.Combine(snapshot, "config.json"), "{}");
        var cache = new HubCache(_folder.Path);
        ModelPlace.FolderOf("own/tiny", "reward.model", cache).ShouldBe(snapshot);
        ModelPlace.FolderOf(snapshot, "reward.model", cache).ShouldBe(snapshot);
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf("own/other", "reward.model", cache)).Message
            .ShouldContain("aop models fetch own/other");
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf(Path.Combine(_folder.Path, "none"), "reward.model", cache)).Message
            .ShouldContain("to which reward.model points, is no model folder");
    }

    [Fact]
    public void An_adapters_folder_is_known_by_its_own_content_and_its_bases()
    {
        string At(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, name == "adapter"
            ? "adapter_config.json" : "config.json");
        File.WriteAllText(At("base"), "{}");
        File.WriteAllText(At("adapter"), """{"base_model_name_or_path": "../base"}""");
        var adapter = Path.Combine(_folder.Path, "adapter");

        var files = ModelPlace.Of(adapter, "files.base_model");
        files.CheckedPath().ShouldBe(adapter);
        File.WriteAllText(At("base"), "{ }");
        Should.Throw<DataException>(files.CheckedPath).Message.ShouldContain("which it needs, was changed after the run had begun");
        ModelPlace.Of(adapter, "files.base_model").Sha256.ShouldNotBe(files.Sha256);
    }

    [Fact]
    public void In_settings_a_folder_that_is_there_comes_before_an_id()
    {
        string? Read(string text) => SettingsFile.Parse<Place>($"model: {text}", "x.yaml", _folder.Path).Model;
        Read("own/tiny").ShouldBe("own/tiny");
        Read("tiny").ShouldBe(Path.Combine(_folder.Path, "tiny"));
        Read("./own/tiny").ShouldBe(Path.Combine(_folder.Path, "own", "tiny"));
        Read("../own/tiny").ShouldBe(Path.GetFullPath(Path.Combine(_folder.Path, "..", "own", "tiny")));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "own", "tiny"));
        Read("own/tiny").ShouldBe(Path.Combine(_folder.Path, "own", "tiny"));
    }
}
