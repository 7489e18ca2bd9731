namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Which prompts a gate keeps.</summary>
public enum GateKeep
{
    /// <summary>The prompts whose answers' rewards differ most: where all answers score alike, PPO has nothing to learn.</summary>
    Spread,
}
