namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum GateKeep
{
    /// <summary>The prompts whose answers' rewards differ most: where all answers score alike, PPO has nothing to learn.</summary>
    Spread,
}
