namespace AlwaysOnPolicy.Cli.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-data-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2)]                                           // neither experiment nor file
    [InlineData(2, "--file", "none.csv", "--format", "csv")]
    [InlineData(2, "--file", "none.csv", "--format", "xml")]
    public async Task What_cannot_be_checked_is_an_error(int expected, params string[] args) =>
        (await App.RunAsync(["data", "check", .. args])).ShouldBe(expected);

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task One_data_file_is_checked(params string[] more)
    {
        var file = Path.Combine(_folder, "q.csv");
        await File.WriteAllTextAsync(file, "question\nWhy?\nHow?\n");
        (await App.RunAsync(["data", "check", "--file", file, "--format", "csv", .. more])).ShouldBe(0);
    }

    [Fact]
    public async Task Its_format_follows_from_its_name_and_its_columns_may_be_the_users_own()
    {
        var file = Path.Combine(_folder, "own.tsv");
        await File.WriteAllTextAsync(file, "prompt\tbetter\tworse\nWhy?\tso\tno\nHow?\twell\tno\n");
        (await App.RunAsync(["data", "check", "--file", file, "--as", "pairs", "--columns", "question=prompt,chosen=better,rejected=worse"])).ShouldBe(0);
        (await App.RunAsync(["data", "check", "--file", file, "--as", "pairs"])).ShouldBe(1);
        var text = Path.Combine(_folder, "own.txt");
        await File.WriteAllTextAsync(text, "Why?\nHow?\n");
        (await App.RunAsync(["data", "check", "--file", text])).ShouldBe(0);
        (await App.RunAsync(["data", "check", "--file", text + ":txt"])).ShouldBe(2);
    }
}
