using System.CommandLine;
using System.CommandLine.Parsing;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Names what looks like an option and is none, and the option that it may have been meant to be, also where the parser took it for the value of an
/// argument or of an option that takes several.</summary>
internal static class UnknownOption
{
    /// <returns>Null where there is no such word.</returns>
    public static string? Sentence(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var values = parsed.CommandResult.Children.SelectMany(c => c switch
        {
            ArgumentResult argument => argument.Tokens,
            OptionResult { Option.AllowMultipleArgumentsPerToken: true } option => option.Tokens,
            _ => [],
        }).Select(t => t.Value);
        if (parsed.UnmatchedTokens.Concat(values).FirstOrDefault(IsOption) is not { } word) return null;
        string[] known = [.. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Where(o => !o.Hidden)
            .Select(o => o.Name)];
        var before = command is RootCommand ? "aop" : string.Join(" ", Path(command));
        return $"'{word}' is no option of '{before}'.{Meant(word, known)}";
    }

    // Apart, since the assembly of what it calls is loaded before the method that calls it runs.
    private static string Meant(string word, string[] known) => NearestName.Find(word, known) is { } near
        ? $" Did you mean '{near}'?" : $" It has: {string.Join(", ", known.Where(n => n.StartsWith("--", StringComparison.Ordinal)))}.";

    private static bool IsOption(string word) =>
        word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && word[2..].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=');

    private static IEnumerable<string> Path(Command command) => command is RootCommand
        ? ["aop"] : [.. command.Parents.OfType<Command>().Take(1).SelectMany(Path), command.Name];
}
