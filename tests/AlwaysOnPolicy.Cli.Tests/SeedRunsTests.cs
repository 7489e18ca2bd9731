using AlwaysOnPolicy.Cli.Commands;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class SeedRunsTests
{
    [Theory]
    [InlineData("1000-1003", "1000 1001 1002 1003")]
    [InlineData("1, 2,5-6", "1 2 5 6")]
    public void Seeds_are_numbers_and_ranges(string text, string seeds) => string.Join(' ', SeedRuns.Parse(text)).ShouldBe(seeds);

    [Theory]
    [InlineData("5", "name two seeds or more")]
    [InlineData("1,1-2", "each once")]
    [InlineData("8-2", "'8-2' is no seed")]
    [InlineData("a", "'a' is no seed")]
    [InlineData("1,", "'' is no seed")]
    [InlineData("1-2-3", "'1-2-3' is no seed")]
    public void What_names_no_study_is_refused(string text, string expected) =>
        Should.Throw<SettingsException>(() => SeedRuns.Parse(text)).Message.ShouldContain(expected);
}
