using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine.Tests.Settings;

/// <summary>Groups that may be written as one word.</summary>
public sealed class SettingsWordsTests
{
    public sealed record Filter : ISettingsWords<Filter>
    {
        public static IReadOnlyDictionary<string, Filter?> Words { get; } = new Dictionary<string, Filter?>
        {
            ["none"] = null,
            ["narrow"] = new() { Width = 1 }
        };
        public int Width { get; init; } = 5;
    }

    public sealed record Root
    {
        public Filter? First { get; init; } = new();
        public IReadOnlyList<Filter> All { get; init; } = [];
    }

    private static Root Parse(string yaml) => SettingsFile.Parse<Root>(yaml, "run.yaml", "/");

    [Fact]
    public void A_word_and_a_group_may_stand_in_one_list() => Parse("all: [narrow, { width: 7 }]").All.Select(f => f.Width).ShouldBe([1, 7]);

    [Fact]
    public void A_word_may_stand_for_nothing() => Parse("first: none").First.ShouldBeNull();

    [Fact]
    public void Another_word_is_refused_with_the_known_ones() => Should.Throw<SettingsException>(() => Parse("first: narow")).Message.ShouldBe(
        "run.yaml:1:8: 'first' is 'narow'; it must be one of: none, narrow; or a group of settings. Did you mean narrow?");

    [Fact]
    public void What_a_word_stands_for_is_written_as_the_word()
    {
        var yaml = SettingsFile.ToYaml(Parse("all: [{ width: 1 }, { width: 2 }]"));
        yaml.ShouldContain("- narrow\n");
        SettingsFile.ToYaml(Parse(yaml)).ShouldBe(yaml);
    }
}
