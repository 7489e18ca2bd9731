namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>By what rollouts are put together.</summary>
public enum RolloutKey
{
    /// <summary>The prompt's domain; "" where it has none.</summary>
    Domain,

    /// <summary>The author's call that the prompt comes from, from 1, of authors that look at the policy.</summary>
    Call,

    /// <summary>The rule by which such an author asks.</summary>
    Rule,
}
