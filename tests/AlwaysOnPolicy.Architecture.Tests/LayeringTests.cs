using System.Reflection;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>The rules of ARCHITECTURE.md that the compiler does not hold: who may use whom, and where tensors, YAML and the console stop.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Foundation"] = [],
        ["Tokenizers"] = ["Foundation"],
        ["Models"] = ["Foundation", "Tokenizers"],
        ["Learning"] = ["Foundation", "Tokenizers", "Models"],
        ["Chat"] = ["Foundation", "Tokenizers", "Models"],
        ["Prompts"] = ["Foundation", "Tokenizers", "Models", "Chat"],
        ["Evaluation"] = ["Foundation", "Tokenizers", "Models", "Chat"],
        ["Miniature"] = ["Foundation", "Tokenizers", "Models", "Prompts", "Evaluation"],
        ["Engine"] = ["Foundation"],
        ["Cluster"] = ["Foundation", "Engine"],
        ["Reports"] = ["Foundation", "Tokenizers", "Models", "Chat", "Evaluation"],
        ["Experiments"] = ["Foundation", "Tokenizers", "Models", "Learning", "Chat", "Prompts", "Evaluation", "Miniature", "Engine", "Cluster", "Reports"],
        ["Web"] =
            ["Foundation", "Tokenizers", "Models", "Learning", "Chat", "Prompts", "Evaluation", "Miniature", "Engine", "Cluster", "Reports", "Experiments"],
        ["Door"] =
            ["Foundation", "Tokenizers", "Models", "Learning", "Chat", "Prompts", "Evaluation", "Miniature", "Engine", "Cluster", "Reports", "Experiments"],
        ["Cli"] =
            ["Foundation", "Tokenizers", "Models", "Learning", "Chat", "Prompts", "Evaluation", "Miniature", "Engine", "Cluster", "Reports", "Experiments",
                "Web"],
    };

    public static TheoryData<string> Projects => [.. s_mayUse.Keys];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_uses_only_those_above_it(string project)
    {
        var used = References(project).Where(r => r.StartsWith("AlwaysOnPolicy.", StringComparison.Ordinal)).Select(r => r["AlwaysOnPolicy.".Length..]);
        used.ShouldBeSubsetOf(s_mayUse[project]);
    }

    [Theory, MemberData(nameof(Projects))]
    public void Tensors_stop_at_Models_and_Learning(string project)
    {
        Assert.SkipWhen(project is "Models" or "Learning", "this is where tensors live");
        References(project).ShouldNotContain("TorchSharp");
    }

    /// <summary>It is of use to those who want no more than a tokenizer: the one package that it needs is managed code.</summary>
    [Fact]
    public void Tokenizers_needs_neither_torch_nor_native_code() =>
        References("Tokenizers").Where(r => !r.StartsWith("System.", StringComparison.Ordinal)).ShouldBe(["AlwaysOnPolicy.Foundation", "Google.Protobuf"]);

    [Fact]
    public void Foundation_needs_nothing_but_the_runtime() =>
        References("Foundation").ShouldAllBe(r => r.StartsWith("System.", StringComparison.Ordinal));

    [Theory]
    [InlineData("Models")]
    [InlineData("Learning")]
    public void Models_and_Learning_know_no_language_model_service_no_YAML_and_no_console(string project) =>
        References(project).ShouldNotContain(r => r.StartsWith("Microsoft.Extensions.AI", StringComparison.Ordinal)
            || r.StartsWith("YamlDotNet", StringComparison.Ordinal) || r.StartsWith("Spectre.", StringComparison.Ordinal)
            || r == "System.Console");

    [Theory, MemberData(nameof(Projects))]
    public void Only_the_tool_prints(string project)
    {
        Assert.SkipWhen(project == "Cli", "this is the tool");
        References(project).ShouldNotContain("System.Console");
    }

    internal static Assembly Load(string project) => Assembly.Load(project switch
    {
        "Cli" => "aop",
        "Door" => "AlwaysOnPolicy",
        _ => $"AlwaysOnPolicy.{project}",
    });

    internal static IEnumerable<string> ProjectNames => s_mayUse.Keys;

    private static string[] References(string project) => [.. Load(project).GetReferencedAssemblies().Select(r => r.Name!)];
}
