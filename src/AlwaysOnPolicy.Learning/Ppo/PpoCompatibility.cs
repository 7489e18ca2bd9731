namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Whose arithmetic.</summary>
public enum PpoCompatibility
{
    /// <summary>As PPO is defined.</summary>
    Correct,

    /// <summary>As TRL 0.7.11 computes, its quirks included, for comparison with its runs.</summary>
    Trl,
}
