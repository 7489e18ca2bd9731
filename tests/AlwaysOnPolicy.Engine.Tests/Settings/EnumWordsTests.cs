using System.Runtime.Serialization;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine.Tests.Settings;

/// <summary>Values of an enumeration in a settings file.</summary>
public sealed class EnumWordsTests
{
    public enum Way
    {
        ByFoot,
        [EnumMember(Value = "by-boat")] ByBoat,
    }

    public sealed record Root
    {
        public Way Way { get; init; }
    }

    [Theory]
    [InlineData("by_foot", Way.ByFoot, "by_foot")]
    [InlineData("by-foot", Way.ByFoot, "by_foot")]
    [InlineData("byfoot", Way.ByFoot, "by_foot")]
    [InlineData("by_boat", Way.ByBoat, "by-boat")]
    [InlineData("by-boat", Way.ByBoat, "by-boat")]
    public void All_spellings_are_read_and_one_is_written(string text, Way way, string written)
    {
        var root = SettingsFile.Parse<Root>($"way: {text}", "run.yaml", "/");
        root.Way.ShouldBe(way);
        SettingsFile.ToYaml(root).ShouldContain($"way: {written}");
        SettingsKey.WordOf(way).ShouldBe(written);
    }

    [Fact]
    public void A_refusal_names_the_words_as_they_are_written()
    {
        var refused = Should.Throw<SettingsException>(() => SettingsFile.Parse<Root>("way: by-bot", "run.yaml", "/"));
        refused.Message.ShouldBe("run.yaml:1:6: 'way' is 'by-bot'; it must be one of: by_foot, by-boat. Did you mean by-boat?");
    }

    [Fact]
    public void Messages_of_libraries_are_said_in_the_same_words() =>
        new SettingsNames(typeof(Root)).InYaml("Root.Way = ByBoat is wet.").ShouldBe("way: by-boat is wet.");
}
