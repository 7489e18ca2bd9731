using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine.Tests.Settings;

/// <summary>One setting is put into a text in which nothing else changes.</summary>
public sealed class SettingsEditTests
{
    private static string Set(string yaml) => SettingsEdit.Set(yaml, "reward", "model", "a/b", "x.yaml");

    [Theory]
    [InlineData("name: x\n", "name: x\n\nreward:\n  model: a/b\n")]
    [InlineData("name: x", "name: x\n\nreward:\n  model: a/b\n")]
    [InlineData("", "reward:\n  model: a/b\n")]
    [InlineData("# only a remark\n", "# only a remark\n\nreward:\n  model: a/b\n")]
    [InlineData("reward:\n    # how\n    standardise: false   # why\nname: x\n", "reward:\n    model: a/b\n    # how\n    standardise: false   # why\nname: " +
        "x\n")]
    [InlineData("reward:   # ours\n  standardise: false\n", "reward:   # ours\n  model: a/b\n  standardise: false\n")]
    [InlineData("reward: { standardise: false }   # ours\n", "reward: { model: a/b, standardise: false }   # ours\n")]
    [InlineData("reward: {}\n", "reward: { model: a/b }\n")]
    [InlineData("reward:\nname: x\n", "reward:\n  model: a/b\nname: x\n")]
    [InlineData("reward:   # nothing yet\n", "reward:   # nothing yet\n  model: a/b\n")]
    [InlineData("reward: { model: old/one, standardise: false }", "reward: { model: a/b, standardise: false }")]
    [InlineData("reward:\n  standardise: true\n  model: 'old # one'   # before\nname: x\n", "reward:\n  standardise: true\n  model: a/b   # before\nname: x\n")]
    [InlineData("reward:\n  model:\n  standardise: true\n", "reward:\n  model: a/b\n  standardise: true\n")]
    [InlineData("reward:\r\n  standardise: true\r\n", "reward:\r\n  model: a/b\r\n  standardise: true\r\n")]
    [InlineData("ppo: { reward: 1 }\nloop:\n  reward: 2\n", "ppo: { reward: 1 }\nloop:\n  reward: 2\n\nreward:\n  model: a/b\n")]
    [InlineData("{ name: x }\n", "{ reward: { model: a/b }, name: x }\n")]
    public void The_rest_stays_as_it_is(string before, string after) => Set(before).ShouldBe(after);

    [Theory]
    [InlineData("reward: [1]")]
    [InlineData("reward: 5")]
    [InlineData("- a")]
    [InlineData("reward:\n  model: |\n    old\n")]
    [InlineData("x: &r { standardise: true }\nreward: *r\n")]
    public void What_is_not_edited_says_what_to_write(string yaml) => Should.Throw<SettingsException>(() => Set(yaml)).Message.ShouldContain(
        "reward: { model: a/b }");

    [Theory]
    [InlineData("models/deberta-v3", "models/deberta-v3")]
    [InlineData("../my models/x", "\"../my models/x\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("a/\"b\"\\c", "\"a/\\\"b\\\"\\\\c\"")]
    [InlineData("-/x", "\"-/x\"")]
    public void Text_is_quoted_where_YAML_would_read_it_otherwise(string text, string quoted) => SettingsEdit.Quote(text).ShouldBe(quoted);
}
