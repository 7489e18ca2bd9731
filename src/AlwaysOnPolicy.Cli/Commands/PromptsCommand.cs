using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts</c>: looks at the prompts of a run.</summary>
internal static class PromptsCommand
{
    public const string Name = "prompts";

    public const string Description = "Looks at the prompts of a run.";

    public static Command Create() => new(Name, Description)
        { PromptsShowCommand.Create(), PromptsListCommand.Create(), PromptsAuditCommand.Create() };
}
