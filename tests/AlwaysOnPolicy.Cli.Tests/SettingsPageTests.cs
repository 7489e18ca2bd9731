using System.CommandLine;
using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Cli.Reference;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class SettingsPageTests
{
    [Fact]
    public void The_page_of_settings_is_what_the_records_say() =>
        File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "docs", "settings.md")).ReplaceLineEndings("\n")
            .ShouldBe(SettingsMarkdown.Write(), "docs/settings.md is made by 'aop settings --markdown > docs/settings.md': make it anew.");

    [Fact]
    public void Every_setting_says_what_it_means() =>
        SettingsBook.All.SelectMany(b => b.Entries).Where(e => e.Meaning.Length == 0).Select(e => e.Path).ShouldBeEmpty();

    [Fact]
    public void Every_option_that_stands_for_a_setting_is_one_of_its_command_and_every_setting_is_there()
    {
        foreach (var (readers, command) in new (string, Command)[] { ("aop reward train", RewardTrainCommand.Create()),
            ("aop reward bench", RewardBenchCommand.Create()) })
        {
            var book = SettingsBook.All.Single(b => b.Readers == readers);
            var named = book.Options!.Values.Select(o => o.Split(' ')[0]).ToHashSet();
            named.Except(command.Options.Select(o => o.Name)).ShouldBeEmpty(readers);
            command.Options.Select(o => o.Name).Except(named).ShouldBeSubsetOf(["--out", "--dry-run", "--force", "--help"], readers);   // these are no settings
            book.Options.Keys.Except(book.Entries.Select(e => e.Path)).ShouldBeEmpty(readers);
        }
    }

    [Fact]
    public void A_setting_is_said_with_its_value_unit_default_meaning_and_readers() => SettingsLookUp.Of("ppo.mini_batch_size").ShouldBe(
    [
        "ppo.mini_batch_size",
        "  read by  aop run, aop data check, aop ppo",
        "  value    a whole number from 1 to 65536 (rollouts)",
        "  default  8",
        "  meaning  Rollouts of an update. TRL: mini_batch_size.",
        "",
    ]);

    [Fact]
    public void A_group_brings_its_keys_and_an_option_its_setting()
    {
        SettingsLookUp.Of("reward.length").Where(l => l.Length > 0 && l[0] != ' ').ShouldBe(["reward.length", "reward.length.target", "reward.length.unit"]);
        SettingsLookUp.Of("--warm-up").First().ShouldBe("training.warmup_steps");
        SettingsLookUp.Of("mini_batch_size").First().ShouldBe("ppo.mini_batch_size");
        SettingsLookUp.Of("extends").First().ShouldBe("extends");
    }

    [Theory]
    [InlineData("ppo.bach_size", "ppo.batch_size")]
    [InlineData("mini_bach_size", "ppo.mini_batch_size")]
    public void An_unknown_key_gets_the_nearest(string key, string nearest) =>
        Should.Throw<SettingsException>(() => SettingsLookUp.Of(key).ToArray()).Message.ShouldBe($"'{key}' is no known setting. Did you mean '{nearest}'?");
}
