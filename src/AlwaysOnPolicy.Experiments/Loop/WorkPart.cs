namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What a stage of the loop is for.</summary>
public enum WorkPart
{
    /// <summary>Answers of the policy and of people, for the author.</summary>
    Probe,
    Author,
    Gate,
    Training,
}
