namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>The reward of a person's answer to a probe question.</summary>
public sealed record ReferenceReward(string Domain, double Reward);
