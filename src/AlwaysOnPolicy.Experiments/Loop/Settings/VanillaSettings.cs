using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Where the vanilla arm's prompts come from.</summary>
public sealed record VanillaSettings
{
    public VanillaKind Kind { get; init; } = VanillaKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: local</c>.</summary>
    [NotInKey] public LocalChatSettings? Local { get; init; }

    /// <summary>Keywords of a domain. The paper: 100.</summary>
    /// <value>keywords</value>
    [Range(1, 10_000)] public int KeywordsPerDomain { get; init; } = 100;

    /// <summary>Questions of a keyword. The paper: 20.</summary>
    /// <value>questions</value>
    [Range(1, 1_000)] public int QuestionsPerKeyword { get; init; } = 20;

    /// <summary>Clusters of K-means. The paper: 11.</summary>
    /// <value>clusters</value>
    [Range(1, 1_000)] public int Clusters { get; init; } = 11;

    /// <summary>Principal components kept before clustering.</summary>
    /// <value>dimensions</value>
    [Range(1, 4096)] public int Components { get; init; } = 50;

    /// <summary>The language model that is asked; null where none is.</summary>
    internal ChatSettings? Asked => Kind switch { VanillaKind.Chat => Chat, VanillaKind.Local => Local?.AsChat(), _ => null };
}
