namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>Inside a project too, uses go one way: whoever reads a namespace need not read those that use it.</summary>
public sealed class NamespaceCircleTests
{
    public static TheoryData<string> Projects => [.. LayeringTests.ProjectNames];

    [Theory, MemberData(nameof(Projects))]
    public void No_namespace_uses_one_that_uses_it(string project)
    {
        var circle = NamespaceGraph.Of(LayeringTests.Load(project).Location).Circle();
        circle.ShouldBeNull($"{project} has a circle of namespaces. Move the type that is used to where both may use it, or turn the use round:\n{circle}");
    }

    [Theory]
    [InlineData("AttributeOfItself")]
    [InlineData("AttributeOfTypes")]
    [InlineData("AttributeOfGeneric")]
    [InlineData("AttributeProperty")]
    [InlineData("AttributeOnEvent")]
    [InlineData("AttributeOnReturn")]
    [InlineData("AttributeOnTypeParameter")]
    public void A_type_that_is_given_to_an_attribute_is_used(string user)
    {
        var graph = NamespaceGraph.Of(typeof(NamespaceCircleTests).Assembly.Location);
        graph.Uses($"AlwaysOnPolicy.Architecture.Tests.Uses.{user}").ShouldBe(["AlwaysOnPolicy.Architecture.Tests.Uses.Used"]);
    }

    [Fact]
    public void A_circle_is_found_with_its_way_and_a_pair_of_types_for_each_step()
    {
        var circle = NamespaceGraph.Of(typeof(NamespaceCircleTests).Assembly.Location).Circle();
        circle.ShouldBe("""
            AlwaysOnPolicy.Architecture.Tests.CircleOfThree.A → AlwaysOnPolicy.Architecture.Tests.CircleOfThree.B (First uses Second)
            AlwaysOnPolicy.Architecture.Tests.CircleOfThree.B → AlwaysOnPolicy.Architecture.Tests.CircleOfThree.C (Second uses Third)
            AlwaysOnPolicy.Architecture.Tests.CircleOfThree.C → AlwaysOnPolicy.Architecture.Tests.CircleOfThree.A (Third uses First)
            """, StringCompareShould.IgnoreLineEndings);
    }
}
