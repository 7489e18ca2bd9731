using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Engine.Tests.Settings;

/// <summary>A settings file laid over another.</summary>
public sealed class ExtendedSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public sealed record Inner
    {
        public int Size { get; init; } = 1;
        public int? Limit { get; init; } = 5;
        public IReadOnlyList<string> Names { get; init; } = ["default"];
    }

    public sealed record Outer
    {
        public required string Name { get; init; }
        public int Seed { get; init; } = 7;
        public Inner Inner { get; init; } = new();
        public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();
        [PathSetting] public string? Model { get; init; }
        [PathSetting] public string? Data { get; init; }
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string yaml)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, yaml);
        return path;
    }

    private Outer Over(string yaml, params string[] overrides)
    {
        Write("base.yaml", "name: base\nseed: 3\ninner: { size: 4, limit: 9, names: [a, b] }\nweights: { x: 1, y: 2 }\nmodel: models/m\ndata: data.jsonl\n");
        return SettingsFile.Load<Outer>(Write("deeper/over.yaml", $"extends: ../base.yaml\n{yaml}"), overrides);
    }

    private string Complaint(string yaml, params string[] overrides) => Should.Throw<SettingsException>(() => Over(yaml, overrides)).Message;

    [Fact]
    public void Groups_are_laid_over_key_by_key_and_lists_as_a_whole()
    {
        var over = Over("inner: { limit: 2, names: [c] }\nweights: { y: 5 }");
        (over.Name, over.Seed, over.Inner.Size, over.Inner.Limit).ShouldBe(("base", 3, 4, 2));
        over.Inner.Names.ShouldBe(["c"]);
        over.Weights.ShouldBe(new Dictionary<string, double> { ["x"] = 1, ["y"] = 5 });
    }

    [Fact]
    public void A_path_counts_from_the_file_that_has_it()
    {
        var over = Over("data: own.jsonl");
        over.Model.ShouldBe(Path.Combine(_folder.Path, "models", "m"));
        over.Data.ShouldBe(Path.Combine(_folder.Path, "deeper", "own.jsonl"));
        Over("", "data=here.jsonl").Data.ShouldBe(Path.GetFullPath("here.jsonl"));
    }

    [Fact]
    public void Null_takes_away_what_the_other_says()
    {
        var over = Over("seed: null\nmodel: null\ninner: { size: null, limit: null, names: null }\nweights: { x: null }");
        (over.Seed, over.Model, over.Inner.Size, over.Inner.Limit).ShouldBe((7, null, 1, null));
        over.Inner.Names.ShouldBe(["default"]);
        over.Weights.Keys.ShouldBe(["y"]);
        Over("inner: null").Inner.ShouldBeEquivalentTo(new Inner());
        Over("inner: null", "inner.size=8").Inner.Size.ShouldBe(8);
        Complaint("name: null").ShouldContain("'name' is missing and has no default");
    }

    [Fact]
    public void A_mistake_is_told_where_it_stands()
    {
        Complaint("inner: { sise: 2 }").ShouldContain("over.yaml:2:10: 'inner.sise' is no known setting. Did you mean 'inner.size'?");
        Complaint("sead: null").ShouldContain("'sead' is no known setting");
        Write("wrong.yaml", "name: base\nseed: many\n");
        Should.Throw<SettingsException>(() => SettingsFile.Load<Outer>(Write("over.yaml", "extends: wrong.yaml\n"))).Message
            .ShouldContain("wrong.yaml:2:7: 'seed' is 'many'");
        Complaint("", "extends=x.yaml").ShouldContain("'extends' is no known setting here: 'extends' stands at the top of a settings file");
        Complaint("inner: { extends: base.yaml }").ShouldContain("'inner.extends' is no known setting here");
        foreach (var key in (string[])["extend", "Extends"])
            Should.Throw<SettingsException>(() => SettingsFile.Parse<Outer>($"{key}: base.yaml", "x.yaml", _folder.Path)).Message
                .ShouldBe($"x.yaml:1:1: '{key}' is no known setting. Did you mean 'extends'?");
    }

    [Fact]
    public void A_file_over_a_file_over_a_file()
    {
        Write("base.yaml", "name: base\nseed: 3\n");
        Write("middle.yaml", "extends: base.yaml\nname: middle\ninner: { size: 2 }\n");
        var top = SettingsFile.Load<Outer>(Write("top.yaml", "extends: middle.yaml\ninner: { limit: 1 }\n"));
        (top.Name, top.Seed, top.Inner.Size, top.Inner.Limit).ShouldBe(("middle", 3, 2, 1));
        SettingsFile.Parse<Outer>("extends: middle.yaml", "a text", _folder.Path).Name.ShouldBe("middle");
        SettingsFile.Parse<Outer>(SettingsFile.ToYaml(top), "written", _folder.Path).Seed.ShouldBe(3, "what is written holds all");
    }

    [Theory]
    [InlineData("extends: there-is-none.yaml", "a.yaml:1:10: 'extends' names")]
    [InlineData("extends: [a.yaml]", "a.yaml:1:10: 'extends' names one settings file")]
    [InlineData("extends: null", "'extends' names one settings file")]
    [InlineData("extends: a.yaml", "'a.yaml' is extended by itself")]
    [InlineData("extends: list.yaml", "list.yaml:1:1: settings are lines of the form 'key: value'")]
    public void What_cannot_be_extended_is_said(string yaml, string says)
    {
        Write("list.yaml", "- 1\n");
        Should.Throw<SettingsException>(() => SettingsFile.Load<Outer>(Write("a.yaml", yaml))).Message.ShouldContain(says);
    }

    [Fact]
    public void Two_that_extend_each_other_are_told_both()
    {
        Write("b.yaml", "extends: a.yaml\n");
        var message = Should.Throw<SettingsException>(() => SettingsFile.Load<Outer>(Write("a.yaml", "extends: b.yaml\n"))).Message;
        message.ShouldContain("is extended by itself");
        message.ShouldContain(Path.Combine(_folder.Path, "b.yaml"));
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_told_and_not_guessed_at()
    {
        var path = Write("latin.yaml", "");
        File.WriteAllBytes(path, [.. "name: caf"u8, 0xE9, .. "\n"u8]);
        Should.Throw<SettingsException>(() => SettingsFile.Load<Outer>(path)).Message.ShouldContain("latin.yaml' is not UTF-8 (byte E9)");
        Should.Throw<SettingsException>(() => SettingsFile.Load<Outer>(Write("over.yaml", "extends: latin.yaml"))).Message
            .ShouldContain("latin.yaml' is not UTF-8");
        File.WriteAllText(path, "name: café\n", System.Text.Encoding.Unicode);   // its mark says what it is
        SettingsFile.Load<Outer>(path).Name.ShouldBe("café");
    }
}
