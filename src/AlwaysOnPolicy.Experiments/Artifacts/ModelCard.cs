using System.Text;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>README.md beside the weights of a trained policy or reward model, with the head that the hub reads. It names no path: it may be shown to
/// anybody.</summary>
internal sealed record ModelCard
{
    public const string FileName = "README.md";

    public required string Title { get; init; }

    /// <summary>What was done, in a sentence or two.</summary>
    public required string Training { get; init; }

    /// <summary>Null where the base was made by the run itself.</summary>
    public required ModelOrigin? Base { get; init; }

    /// <summary>What it learnt from, by the names of files.</summary>
    public required IReadOnlyList<Fact> Data { get; init; }

    public required IReadOnlyList<Fact> Figures { get; init; }

    /// <summary>Groups of settings by their names in a settings file.</summary>
    public required IReadOnlyList<(string Name, object Settings)> Settings { get; init; }

    /// <summary>Null of a model that reads question and answer as a pair.</summary>
    public required PromptFormatOptions? Format { get; init; }

    /// <summary>What the hub takes it for.</summary>
    public string Pipeline { get; init; } = "text-generation";

    /// <summary>Words under which the hub finds it.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("---\nlibrary_name: transformers\n");
        text.Append($"pipeline_tag: {Pipeline}\n");
        if (Base is { IsOnHub: true }) text.Append($"base_model: {Base.Name}\n");
        if (Base?.Licence is { } licence) text.Append($"license: {licence}\n");
        text.Append($"tags: [{string.Join(", ", Tags)}]\n---\n\n# {Title}\n\n{Training}\n\n");
        if (Base is not null)
            text.Append($"Base: {Base.Name}. " + (Base.Licence is null
                ? "Its folder does not say under which licence it stands: find out before you pass this model on, and name it in the head of this file.\n\n"
                : $"Its licence ({Base.Licence}) holds for this model too.\n\n"));
        Table(text, "Data", Data);
        Table(text, "Figures", Figures);
        text.Append("## Prompts\n\n").Append(Format?.Template switch
        {
            null => "Question and answer are read as a pair.\n\n",
            PromptFormatOptions.Chat => "In the tokenizer's chat template.\n\n",
            var template => $"A question stands in this text: `{template.ReplaceLineEndings("\\n")}`\n\n",
        });
        text.Append("## Settings\n\n```yaml\n");
        foreach (var (name, settings) in Settings)
            text.Append($"{name}:\n").AppendJoin("", SettingsFile.ToYaml(settings).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {l}\n"));
        return text.Append("```\n\nTrained with Always-On-Policy for .NET.\n").ToString();
    }

    private static void Table(StringBuilder text, string heading, IReadOnlyList<Fact> facts)
    {
        if (facts.Count == 0) return;
        text.Append($"## {heading}\n\n| | |\n|---|---|\n");
        foreach (var fact in facts) text.Append($"| {Cell(fact.Label)} | {Cell(fact.Value)} |\n");
        text.Append('\n');
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
