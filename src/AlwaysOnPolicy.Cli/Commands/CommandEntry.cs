using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>A command whose options are made when it is called.</summary>
/// <param name="Argument">What stands behind its name in the list of commands; null where nothing does.</param>
internal sealed record CommandEntry(string Name, string Description, Func<Command> Create, string? Argument = null)
{
    /// <summary>As much of it as the list of commands shows.</summary>
    public Command Outline()
    {
        var command = new Command(Name, Description);
        if (Argument is not null) command.Arguments.Add(new Argument<string>(Argument));
        return command;
    }
}
