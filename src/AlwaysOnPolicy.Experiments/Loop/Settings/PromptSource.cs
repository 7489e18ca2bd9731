namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Where an arm's prompts come from.</summary>
public enum PromptSource
{
    /// <summary>Section 4.3's, or a uniform draw.</summary>
    Vanilla,

    /// <summary>Made from the policy's scored answers.</summary>
    Author,
}
