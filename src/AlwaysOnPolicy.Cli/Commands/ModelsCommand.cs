using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop models</c>: models, from the hub and on disk.</summary>
internal static class ModelsCommand
{
    public const string Name = "models";

    public const string Description = "Fetches models and looks at them.";

    public static Command Create() => new(Name, Description) { ModelsFetchCommand.Create(), ModelsInspectCommand.Create() };
}
