using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs</c>: looks after the folders of runs.</summary>
internal static class RunsCommand
{
    public const string Name = "runs";

    public const string Description = "Looks after runs: lists them, shows one, frees disk space, carries one to another machine.";

    public static Command Create() => new(Name, Description)
        { RunsListCommand.Create(), RunsShowCommand.Create(), RunsGcCommand.Create(), RunsExportCommand.Create(), RunsImportCommand.Create() };
}
