using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts</c>: looks at the prompts of a run.</summary>
internal static class PromptsCommand
{
    public static Command Create() => new("prompts", "Looks at the prompts of a run.")
        { PromptsShowCommand.Create(), PromptsListCommand.Create(), PromptsAuditCommand.Create() };
}
