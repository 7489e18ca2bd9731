using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Who writes the prompts of SOP and AOP.</summary>
public sealed record AuthorSettings
{
    public AuthorKind Kind { get; init; } = AuthorKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: local</c>.</summary>
    [NotInKey] public LocalChatSettings? Local { get; init; }

    /// <summary>How it weighs what could be asked next; an arm may have another.</summary>
    public PromptRule Rule { get; init; } = PromptRule.Paper;

    /// <summary>A control that must not help: the rewards that the rule sees are shuffled among the answers they were given for.</summary>
    public bool Placebo { get; init; }

    /// <summary>τ of the offline authors under the rule paper: a domain's weight is exp(−z/τ), z its standardised mean reward. Small looks at the weakest
    /// only.</summary>
    [Range(0.01, 100.0)] public double Tau { get; init; } = 0.7;

    /// <summary>Share of the offline authors' weight under the rule paper that is spread evenly over the domains.</summary>
    [Range(0.0, 1.0)] public double UniformMix { get; init; } = 0.1;

    /// <summary>The language model that is asked; null where none is.</summary>
    internal ChatSettings? Asked => Kind switch { AuthorKind.Chat => Chat, AuthorKind.Local => Local?.AsChat(), _ => null };
}
