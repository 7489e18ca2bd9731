namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>What a user sees of a package says what it is.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Libraries => [.. LayeringTests.ProjectNames.Where(p => p != "Cli")];

    [Theory, MemberData(nameof(Libraries))]
    public void No_public_member_is_without_a_summary(string project) =>
        DocumentedMembers.WithoutSummary(LayeringTests.Load(project).Location).ShouldBeEmpty();
}
