using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

public sealed class ExperimentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public ExperimentFileTests()
    {
        _file = Path.Combine(_folder.Path, "experiments", "x.yaml");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "experiments"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "models", "mine"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_written_relative_to_the_file_and_nothing_else_changes()
    {
        const string text = "# My experiment\nname: Mine   # short\nworld: miniature\nreward:\n  standardise: false\nppo: { batch_size: 8, mini_batch_size: " +
            "4 }\n";
        File.WriteAllText(_file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = SettingsFile.Load<ExperimentSettings>(_file);

        ExperimentFile.SetRewardModel(_file, Path.Combine(_folder.Path, "models", "mine"));

        File.ReadAllText(_file).ShouldBe(text.Replace("reward:\n", "reward:\n  model: ../models/mine\n", StringComparison.Ordinal));
        var after = SettingsFile.Load<ExperimentSettings>(_file);
        after.Reward.Model.ShouldBe(Path.Combine(_folder.Path, "models", "mine"));
        SettingsFile.ToYaml(after with { Reward = before.Reward }).ShouldBe(SettingsFile.ToYaml(before));
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(_file)!).ShouldBe([_file]);
    }

    [Fact]
    public void An_id_and_the_weights_type_are_written_and_taken_back()
    {
        File.WriteAllText(_file, "world: miniature\n");
        ExperimentFile.SetRewardModel(_file, "own/tiny", bfloat16: true);
        var settings = SettingsFile.Load<ExperimentSettings>(_file).Reward;
        (settings.Model, settings.Bfloat16).ShouldBe(("own/tiny", true));
        ExperimentFile.SetRewardModel(_file, "own/other");
        settings = SettingsFile.Load<ExperimentSettings>(_file).Reward;
        (settings.Model, settings.Bfloat16).ShouldBe(("own/other", false));
    }

    [Theory]
    [InlineData("x: 1\n", "'x' is no known setting")]
    [InlineData("world: miniature\n...\n", "by hand")]
    public void A_file_that_cannot_be_edited_stays_as_it_was(string text, string says)
    {
        File.WriteAllText(_file, text);
        Should.Throw<SettingsException>(() => ExperimentFile.SetRewardModel(_file, "own/tiny")).Message.ShouldContain(says);
        File.ReadAllText(_file).ShouldBe(text);
    }
}
