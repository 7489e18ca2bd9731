namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Errors end in one message and the exit code that the tool promises.</summary>
public sealed class AppTests
{
    [Theory]
    [InlineData(2, "run")]                                  // no file named
    [InlineData(2, "frobnicate")]
    [InlineData(2, "quickstart", "--seeds", "0")]
    [InlineData(2, "quickstart", "--set", "loop.iteratons=2")]
    [InlineData(0, "doctor")]
    [InlineData(0, "doctor", "--json")]
    [InlineData(0, "--help")]
    public async Task The_exit_code_says_what_went_wrong(int expected, params string[] args) => (await App.RunAsync(args)).ShouldBe(expected);

    [Fact]
    public async Task A_missing_experiment_file_is_an_error_of_settings()
    {
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "none.yaml");
        (await App.RunAsync(["run", missing])).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task A_missing_data_file_is_named_before_anything_runs()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var file = Path.Combine(folder, "e.yaml");
        await File.WriteAllTextAsync(file, """
            world: files
            files:
              base_model: nowhere
              encoder: nowhere
              demonstrations: { data: { path: none.jsonl, format: dolly } }
              probe: { data: { path: none.jsonl, format: shp } }
              preferences: { data: { path: none.jsonl, format: hh_rlhf } }
            """);
        (await App.RunAsync(["run", file, "--dry-run"])).ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }
}
