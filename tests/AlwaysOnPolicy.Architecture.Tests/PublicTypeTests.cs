namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>A type is internal until another project needs it, or whoever uses the packages from C# does. Models, Learning, Tokenizers, Prompts, Evaluation and
/// Chat are libraries, of which users take what no project here does.</summary>
public sealed class PublicTypeTests
{
    /// <summary>What users need and no project names.</summary>
    private static readonly string[] s_forUsers = ["AlwaysOnPolicy.Engine.StageFailedException"];

    public static TheoryData<string> Projects => ["Engine", "Reports", "Miniature", "Experiments"];

    [Theory, MemberData(nameof(Projects))]
    public void A_public_type_is_needed_elsewhere(string project)
    {
        using var surface = Of(project, LayeringTests.ProjectNames);
        surface.NeededByNobody(s_forUsers).ShouldBeEmpty("make these internal, or write down in this test that users need them");
    }

    [Fact]
    public void What_is_written_down_for_users_is_public_and_needed_by_no_project()
    {
        using var surface = Of("Engine", LayeringTests.ProjectNames);
        s_forUsers.ShouldBeSubsetOf(surface.NeededByNoOther);
    }

    [Fact]
    public void What_a_signature_shows_is_needed_too()
    {
        using var surface = Of("Experiments", []);
        var left = surface.NeededByNobody(["AlwaysOnPolicy.Experiments.Loop.Settings.ExperimentSettings"]);
        left.ShouldNotContain("AlwaysOnPolicy.Experiments.Loop.Settings.GateKeep");   // a list of arms, each with a gate, which keeps some
        left.ShouldContain("AlwaysOnPolicy.Experiments.Loop.Study");
    }

    private static PublicSurface Of(string project, IEnumerable<string> others) =>
        PublicSurface.Of(LayeringTests.Load(project).Location, others.Select(p => LayeringTests.Load(p).Location));
}
