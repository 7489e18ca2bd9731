using System.CommandLine;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Names a word that stands where a command should, and the command that it may have been meant to be.</summary>
internal static class UnknownCommand
{
    /// <returns>Null where the mistake is another one.</returns>
    public static string? Sentence(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0 || parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) is not { } word) return null;
        string[] known = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        var before = command is RootCommand ? "aop" : $"aop {command.Name}";
        return $"'{word}' is no command of '{before}'; the commands are: {string.Join(", ", known)}." +
            Meant(before, word, known);
    }

    // Apart, since the assembly of what it calls is loaded before the method that calls it runs.
    private static string Meant(string before, string word, string[] known) =>
        NearestName.Find(word, known) is { } near ? $" Did you mean '{before} {near}'?" : "";
}
