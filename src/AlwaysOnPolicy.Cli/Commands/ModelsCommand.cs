using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop models</c>: models, from the hub and on disk.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Fetches models and looks at them.") { ModelsFetchCommand.Create(), ModelsInspectCommand.Create() };
}
