using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Who writes the prompts of SOP and AOP.</summary>
public sealed record AuthorSettings : DomainWeightOptions
{
    /// <summary>Who writes.</summary>
    public AuthorKind Kind { get; init; } = AuthorKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: local</c>.</summary>
    [NotInKey] public LocalChatSettings? Local { get; init; }

    /// <summary>How it weighs what could be asked next; an arm may have another.</summary>
    public PromptRule Rule { get; init; } = PromptRule.Paper;

    /// <summary>A control that must not help: the rewards that the rule sees are shuffled among the answers they were given for.</summary>
    public bool Placebo { get; init; }

    /// <summary>The language model that is asked; null where none is.</summary>
    internal ChatSettings? Asked => Kind switch { AuthorKind.Chat => Chat, AuthorKind.Local => Local?.AsChat(), _ => null };
}
