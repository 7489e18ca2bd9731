using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

public sealed partial class ArchitecturePageTests
{
    [Fact]
    public void Every_type_that_the_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "ARCHITECTURE.md"));
        var named = TypeName().Matches(page).Select(m => m.Groups[1].Value).Distinct().ToArray();
        named.Length.ShouldBeGreaterThan(10);

        var existing = LayeringTests.ProjectNames.SelectMany(p => LayeringTests.Load(p).GetTypes()).Select(t => t.Name).ToHashSet();
        named.Except(existing).ShouldBeEmpty();
    }

    [GeneratedRegex("`(?!AlwaysOnPolicy\\.)([A-Z][a-z]+(?:[A-Z][a-z0-9]*)+|Seeds)(?:\\.[A-Za-z]+)?`")]
    private static partial Regex TypeName();
}
