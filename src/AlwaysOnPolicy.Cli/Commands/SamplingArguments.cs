using System.CommandLine;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options that say how answers are drawn, of the commands that have no settings file.</summary>
internal sealed class SamplingArguments(SamplingOptions defaults)
{
    public static IReadOnlyList<(string, string)> Names { get; } =
    [
        ("SamplingOptions.Temperature", "--temperature"), ("SamplingOptions.TopP", "--top-p"), ("SamplingOptions.TopK", "--top-k"),
        ("SamplingOptions.RepetitionPenalty", "--repetition-penalty"), ("SamplingOptions.MaxNewTokens", "--max-new-tokens"),
        ("sampling.max_new_tokens", "--max-new-tokens"),
    ];

    private readonly Option<double> _temperature = Number("--temperature", "Above 0; higher is more varied.", defaults.Temperature);
    private readonly Option<double> _topP = Number("--top-p", "Only the likeliest tokens that together reach this probability; 1 keeps all.", defaults.TopP);
    private readonly Option<int> _topK = Number("--top-k", "Only so many likeliest tokens; 0 keeps all.", defaults.TopK);
    private readonly Option<double> _repetition = Number("--repetition-penalty", "Above 1 makes what was said less likely.", defaults.RepetitionPenalty);
    private readonly Option<int> _newTokens = Number("--max-new-tokens", "Longest answer, in tokens.", defaults.MaxNewTokens);
    private readonly Option<bool> _greedy = new("--greedy") { Description = "The likeliest token each time, in place of a draw." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _temperature, _topP, _topK, _repetition, _newTokens, _greedy }) command.Options.Add(option);
    }

    public SamplingOptions Read(ParseResult parsed) => defaults with
    {
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        TopK = parsed.GetValue(_topK),
        RepetitionPenalty = parsed.GetValue(_repetition),
        MaxNewTokens = parsed.GetValue(_newTokens),
        Greedy = parsed.GetValue(_greedy),
    };

    private static Option<T> Number<T>(string name, string description, T value) =>
        new(name) { HelpName = "number", Description = description, DefaultValueFactory = _ => value };
}
