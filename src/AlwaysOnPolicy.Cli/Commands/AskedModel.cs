using System.CommandLine;
using AlwaysOnPolicy.Experiments.Answering;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options that say how a model that is asked something gets its prompts.</summary>
internal sealed class AskedModel
{
    /// <summary>What <c>--model</c> may name.</summary>
    public const string Places = "a HuggingFace folder, the owner/name of a model that was fetched, or run:arm:iteration for a run's policy, such as " +
        "runs/first:aop:2 or runs/first:sft";

    public static IReadOnlyList<(string, string)> Names { get; } = [("ModelSettings.MaxPromptTokens", "--max-prompt-tokens")];

    private readonly Option<string?> _template = new("--template")
    {
        HelpName = "text",
        Description = "Prompt: \"chat\" for the model's own chat template, " +
        "or a text with {question} in it. Unless given: that of its training where it was trained here, else chat."
    };
    private readonly Option<int?> _promptTokens = new("--max-prompt-tokens")
    {
        HelpName = "number",
        Description = "Longest prompt; a longer dialogue loses its oldest turns, a longer question its end."
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_template);
        command.Options.Add(_promptTokens);
    }

    public ModelSettings Read(ParseResult parsed, string place) => new(place, parsed.GetValue(_template))
    {
        MaxPromptTokens = parsed.GetValue(_promptTokens),
    };
}
