using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>What a user sees of a package says what it is.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Libraries => [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "AlwaysOnPolicy*.dll")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => !n.EndsWith(".Tests", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Libraries))]
    public void No_public_member_is_without_a_summary(string library) =>
        DocumentedMembers.WithoutSummary(Path.Combine(AppContext.BaseDirectory, $"{library}.dll")).ShouldBeEmpty();

    [Fact]
    public void Every_library_is_looked_at()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Goldens.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories);
        Libraries.Select(l => l.Data).Order(StringComparer.Ordinal)
            .ShouldBe(projects.Select(p => Path.GetFileNameWithoutExtension(p)).Where(p => p != "AlwaysOnPolicy.Cli").Order(StringComparer.Ordinal));
    }
}
