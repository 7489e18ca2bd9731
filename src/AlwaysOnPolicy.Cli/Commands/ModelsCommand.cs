using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop models</c>: what is there of models.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Looks at models.") { ModelsInspectCommand.Create() };
}
