namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum PromptSource
{
    /// <summary>Section 4.3's, or a uniform draw.</summary>
    Vanilla,

    /// <summary>Made from the policy's scored answers.</summary>
    Author,
}
