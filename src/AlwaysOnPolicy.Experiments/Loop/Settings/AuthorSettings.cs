using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Who writes the prompts of SOP and AOP.</summary>
public sealed record AuthorSettings
{
    public AuthorKind Kind { get; init; } = AuthorKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>How it weighs what could be asked next; an arm may have another.</summary>
    public PromptRule Rule { get; init; } = PromptRule.Paper;

    /// <summary>A control that must not help: the rewards that the rule sees are shuffled among the answers they were given for.</summary>
    public bool Placebo { get; init; }

    /// <summary>τ of the offline authors under the rule paper: a domain's weight is exp(−z/τ), z its standardised mean reward. Small looks at the weakest only.</summary>
    [Range(0.01, 100.0)] public double Tau { get; init; } = 0.7;

    /// <summary>Share of the offline authors' weight under the rule paper that is spread evenly over the domains.</summary>
    [Range(0.0, 1.0)] public double UniformMix { get; init; } = 0.1;
}

/// <summary>How an author weighs what could be asked next.</summary>
public enum PromptRule
{
    /// <summary>The distance of the rewards to those of people's answers, squared, times their spread.</summary>
    Shortfall,

    /// <summary>The same distance, not squared, and half of the draw uniform; meant to be used with a gate.</summary>
    ShortfallHalf,

    /// <summary>Thompson sampling over the domains on the rewards of PPO's own rollouts; needs no probe.</summary>
    Bandit,

    /// <summary>Section 4.4: what the author makes of the answers and their rewards.</summary>
    Paper,
}

public enum AuthorKind
{
    /// <summary>Chooses from the user's own questions.</summary>
    Pool,

    /// <summary>A language model that is asked with the paper's prompt.</summary>
    Chat,

    /// <summary>The miniature world's author.</summary>
    Miniature,
}

/// <summary>Where the vanilla arm's prompts come from.</summary>
public sealed record VanillaSettings
{
    public VanillaKind Kind { get; init; } = VanillaKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Keywords of a domain. The paper: 100.</summary>
    [Range(1, 10_000)] public int KeywordsPerDomain { get; init; } = 100;

    /// <summary>Questions of a keyword. The paper: 20.</summary>
    [Range(1, 1_000)] public int QuestionsPerKeyword { get; init; } = 20;

    /// <summary>Clusters of K-means. The paper: 11.</summary>
    [Range(1, 1_000)] public int Clusters { get; init; } = 11;

    /// <summary>Principal components kept before clustering.</summary>
    [Range(1, 4096)] public int Components { get; init; } = 50;
}

public enum VanillaKind
{
    /// <summary>The user's own questions, thinned by embeddings, PCA, K-means and elimination.</summary>
    Pool,

    /// <summary>The whole pipeline, keywords and questions written by a language model.</summary>
    Chat,

    /// <summary>A uniform draw from the miniature world's grammar.</summary>
    Miniature,
}

/// <summary>Who compares answers.</summary>
public sealed record JudgeSettings
{
    public JudgeKind Kind { get; init; } = JudgeKind.Reward;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: reward</c>: scores closer than this are a tie.</summary>
    [Range(0.0, 1000.0)] public double TieMargin { get; init; }

    /// <summary>Used by <c>kind: chat</c>: after so many comparisons in a row without a verdict the run stops.</summary>
    [NotInKey, Range(1, 10_000)] public int FailuresInARow { get; init; } = 5;

    /// <summary>The share of comparisons that may stay without a verdict; with more the run stops.</summary>
    [NotInKey, Range(0.0, 1.0)] public double FailedShare { get; init; } = 0.2;
}

public enum JudgeKind
{
    /// <summary>The run's reward model. It shares the training signal's mistakes; the report says so.</summary>
    Reward,

    /// <summary>A language model that is asked with the paper's prompt.</summary>
    Chat,

    /// <summary>The miniature world's truth.</summary>
    Gold,
}
