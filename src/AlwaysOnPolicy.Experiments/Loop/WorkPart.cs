namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What a stage of the loop is for.</summary>
public enum WorkPart
{
    /// <summary>Answers of the policy and of people, for the author.</summary>
    Probe,

    /// <summary>Writing the prompts.</summary>
    Author,

    /// <summary>Answers to more prompts than are trained on, and the choice among them.</summary>
    Gate,

    /// <summary>PPO.</summary>
    Training,
}
