using System.Globalization;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>Lines are as long as .editorconfig allows. Those of a raw string are what the string says, and stay.</summary>
public sealed partial class LineLengthTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_line_is_longer_than_editorconfig_says(string folder)
    {
        var longest = int.Parse(
            LongestLine().Match(File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, ".editorconfig"))).Groups[1].Value, CultureInfo.InvariantCulture);
        var root = Path.Combine(Goldens.RepositoryRoot, folder);
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(root, f).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];
        files.Length.ShouldBeGreaterThan(100);
        files.SelectMany(f => TooLong(Path.GetRelativePath(root, f), File.ReadAllLines(f), longest)).ShouldBeEmpty();
    }

    [Fact]
    public void A_line_is_too_long_unless_it_is_of_a_raw_string() =>
        TooLong("A.cs", ["12345", "123456", "x = \"\"\"", "1234567", "  \"\"\";", "123456"], 5).ShouldBe(["A.cs(2): 6", "A.cs(6): 6"]);

    private static IEnumerable<string> TooLong(string file, string[] lines, int longest)
    {
        var raw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var quotes = RawQuotes().Count(lines[i]);
            if (!raw && quotes == 0 && lines[i].EnumerateRunes().Count() is var length && length > longest) yield return $"{file}({i + 1}): {length}";
            if (quotes % 2 == 1) raw = !raw;
        }
    }

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();

    [GeneratedRegex(@"^max_line_length = (\d+)", RegexOptions.Multiline)]
    private static partial Regex LongestLine();
}
