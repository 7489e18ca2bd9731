using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Tests;
using YamlDotNet.RepresentationModel;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>samples/paper.yaml against the table of docs/paper.md.</summary>
public sealed partial class PaperFileTests
{
    private static readonly string s_file = Path.Combine(Goldens.RepositoryRoot, "samples", "paper.yaml");

    public static TheoryData<string, string> Numbers()
    {
        var rows = new TheoryData<string, string>();
        foreach (Match row in Row().Matches(File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "docs", "paper.md"))))
            rows.Add(row.Groups[1].Value, row.Groups[2].Value);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Has_what_the_page_says(string key, string value)
    {
        YamlNode node = Document();
        foreach (var part in key.Split('.')) node = node[part];
        ((YamlScalarNode)node).Value.ShouldBe(value);
    }

    [Fact]
    public void Has_no_number_that_the_page_does_not_explain()
    {
        string[] explained = [.. Numbers().Select(row => row.Data.Item1)];
        string[] numbers = [.. Leaves(Document(), "").Where(leaf => double.TryParse(leaf.Value, out _) && leaf.Key != "seed").Select(leaf => leaf.Key)];
        numbers.Length.ShouldBeGreaterThan(25);
        numbers.Where(key => !key.EndsWith(".max_output_tokens", StringComparison.Ordinal)).Except(explained).ShouldBeEmpty();
    }

    [Fact]
    public void Is_a_valid_experiment_of_2000_prompts_an_iteration()
    {
        var settings = SettingsFile.Load<ExperimentSettings>(s_file);
        (settings.Loop.AuthorCalls * settings.Loop.PromptsPerCall).ShouldBe(2000);
        (settings.Ppo.MiniBatchSize * settings.Ppo.GradientAccumulationSteps).ShouldBe(settings.Ppo.BatchSize);
    }

    private static YamlNode Document()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(s_file);
        yaml.Load(text);
        return yaml.Documents[0].RootNode;
    }

    private static IEnumerable<(string Key, string Value)> Leaves(YamlNode node, string path) => node switch
    {
        YamlMappingNode group => group.Children.SelectMany(c => Leaves(c.Value, path.Length == 0 ? $"{c.Key}" : $"{path}.{c.Key}")),
        YamlScalarNode leaf => [(path, leaf.Value ?? "")],
        _ => [],
    };

    [GeneratedRegex(@"^\|[^|]*\|[^|]*\| `([a-z_.]+)` \| ([^|]+?) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
