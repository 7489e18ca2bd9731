using System.CommandLine;
using System.CommandLine.Parsing;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Names an option or argument whose value is empty, as a shell makes it of a variable that is not set. Where any text may stand, none may
/// too.</summary>
internal static class EmptyValue
{
    private const string AnyText = "text";

    /// <returns>Null where every value says something.</returns>
    public static string? Sentence(ParseResult parsed)
    {
        foreach (var child in parsed.CommandResult.Children)
        {
            var (sentence, tokens) = child switch
            {
                OptionResult { Option: { HelpName: not AnyText } option } given =>
                    ($"'{option.Name}' is empty: give a {option.HelpName ?? "value"}, or leave it out.", given.Tokens),
                ArgumentResult given => ($"The argument '{given.Argument.Name}' is empty.", given.Tokens),
                _ => ("", []),
            };
            if (tokens.Any(t => string.IsNullOrWhiteSpace(t.Value))) return sentence;
        }
        return null;
    }
}
