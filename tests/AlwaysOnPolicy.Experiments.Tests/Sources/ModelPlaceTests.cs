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

    [Theory]
    [InlineData("policy")]
    [InlineData("best")]
    public void A_run_that_leaves_one_model_stands_for_it(string name)
    {
        Model(name);
        Model("last");
        File.WriteAllText(Path.Combine(_folder.Path, "plan.json"), "{}");
        ModelPlace.FolderOf(_folder.Path, "--model").ShouldBe(Path.Combine(_folder.Path, name));
    }

    [Fact]
    public void A_run_that_leaves_several_names_them_as_they_are_written_and_takes_both_spellings()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "plan.json"), "{}");
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf(_folder.Path, "--model")).Message.ShouldEndWith(
            "is the folder of a run. It has no model yet: 'aop status' says how far it is.");
        foreach (var name in new[] { "sft", "aop-2", "aop-half-10" }) Model(Path.Combine("policies", name));
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf(_folder.Path, "--model")).Message.ShouldEndWith(
            $"Name one of its policies: {_folder.Path}:aop:2, {_folder.Path}:aop-half:10, {_folder.Path}:sft.");
        foreach (var spelling in new[] { "aop-half:10", "aop-half-10" })
            ModelPlace.FolderOf($"{_folder.Path}:{spelling}", "--model").ShouldBe(Path.Combine(_folder.Path, "policies", "aop-half-10"));

        var study = Directory.CreateDirectory(Path.Combine(_folder.Path, "study")).FullName;
        foreach (var name in new[] { "policies/aop-1" }) Model(Path.Combine("study", "seed-1", name));
        File.WriteAllText(Path.Combine(study, "seed-1", "plan.json"), "{}");
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf(study, "--model")).Message.ShouldEndWith($"{study}/seed-1:aop:1.");
    }

    private void Model(string name) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, "config.json"), "{}");

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
